package live_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"cordon/live"
	"cordon/names"
)

// fill sets all fields of a value to something, or leaves them empty, by chance.
// A field that is added to an answer is filled too, so that forgetting to write
// it shows.
func fill(r *rand.Rand, v reflect.Value) {
	texts := []string{"", "a", `"quoted" \\ <&>`, "김정은", "line\nbreak\t\x01", "\u2028", "bad \xff"}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(r.IntN(1000) - 500))
	case reflect.Uint8:
		v.SetUint(uint64(r.IntN(int(names.Disagree) + 1)))
	case reflect.Float64:
		v.SetFloat([]float64{0, 1, .9123, -.25, 1e-7, 3e22, .1 + .2, 5e-324}[r.IntN(8)])
	case reflect.Slice:
		if r.IntN(4) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
			for i := range v.Len() {
				fill(r, v.Index(i))
			}
		}
	case reflect.Map:
		if r.IntN(4) == 0 {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(4) {
			k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			k.SetString(string(rune('a' + r.IntN(26))))
			fill(r, e)
			v.SetMapIndex(k, e)
		}
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	default:
		panic(v.Kind())
	}
}

func TestAnswerIsWrittenAsEncodingJSONDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	for range 3000 {
		var a live.Answer
		fill(r, reflect.ValueOf(&a).Elem())
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(a); err != nil {
			t.Fatal(err)
		}
		if got := a.AppendJSON(nil); string(got)+"\n" != want.String() {
			t.Fatalf("got\n%s\nwant\n%s", got, want.String())
		}
	}
}
