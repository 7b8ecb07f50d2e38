package live

import (
	"strconv"

	"cordon/ftm"
)

// AppendJSON writes the answer as encoding/json would.
func (a *Answer) AppendJSON(b []byte) []byte {
	b = ftm.AppendJSONString(append(b, `{"id":`...), a.ID)
	b = a.Query.AppendJSON(append(b, `,"query":`...))
	b = append(b, `,"results":`...)
	if a.Results == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, '[')
		for i := range a.Results {
			if i > 0 {
				b = append(b, ',')
			}
			b = a.Results[i].AppendJSON(b)
		}
		b = append(b, ']')
	}
	b = strconv.AppendInt(append(b, `,"total":`...), int64(a.Total), 10)
	if len(a.Ignored) > 0 {
		b = ftm.AppendJSONStrings(append(b, `,"ignored":`...), a.Ignored)
	}
	return append(a.Searched.appendJSON(append(b, `,"searched":`...)), '}')
}

func (s *Searched) appendJSON(b []byte) []byte {
	b = append(b, `{"datasets":`...)
	if s.Datasets == nil {
		b = append(b, "null"...)
	} else {
		b = ftm.AppendJSONStrings(b, s.Datasets)
	}
	b = ftm.AppendJSONString(append(b, `,"as_of":`...), s.AsOf)
	b = ftm.AppendJSONString(append(b, `,"known_on":`...), s.KnownOn)
	b = strconv.AppendInt(append(b, `,"batch":`...), s.Batch, 10)
	b = append(b, `,"lists":`...)
	if s.Lists == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, '[')
		for i := range s.Lists {
			if i > 0 {
				b = append(b, ',')
			}
			b = s.Lists[i].appendJSON(b)
		}
		b = append(b, ']')
	}
	return append(strconv.AppendInt(append(b, `,"parties":`...), int64(s.Parties), 10), '}')
}

func (l *List) appendJSON(b []byte) []byte {
	b = ftm.AppendJSONString(append(b, `{"dataset":`...), l.Dataset)
	b = strconv.AppendInt(append(b, `,"batch":`...), l.Batch, 10)
	if l.Published != "" {
		b = ftm.AppendJSONString(append(b, `,"published":`...), l.Published)
	}
	b = ftm.AppendJSONString(append(b, `,"received":`...), l.Received)
	if l.Document != "" {
		b = ftm.AppendJSONString(append(b, `,"document":`...), l.Document)
	}
	return append(b, '}')
}
