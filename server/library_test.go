package server_test

import (
	"net/http"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/server"
	"cordon/store"
)

// library is a server over a real store of invented parties, two lists loaded a
// month apart:
//
//   - us_ofac_sdn: a trading company with an alias, an address, a listing and an
//     owner; its owner, a person; a wallet of the company; and, in the second
//     batch, a person more
//   - un_sc_sanctions: a ship, and an organization that two others were merged
//     into
func library(t testing.TB, change ...func(*server.Options)) http.Handler {
	t.Helper()
	return newServer(libraryDesk(t), change...).Handler()
}

func libraryDesk(t testing.TB) *live.Desk {
	t.Helper()
	now := time.Date(2024, 2, 20, 12, 0, 0, 0, time.UTC)
	st, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/cordon.db", store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })

	heron := party("ofac-1", "Company", "name", "Red Heron Trading Corporation", "alias", "RHTC Limited", "country", "kp", "topics", "sanction",
		"registrationNumber", "RH-20118", "addressEntity", "ofac-addr-1", "incorporationDate", "2009-05-01")
	pak := party("ofac-2", "Person", "name", "Pak Chol Ryong", "birthDate", "1970-03-12", "nationality", "kp", "topics", "sanction", "gender", "male",
		"passportNumber", "PB4471902")
	ofac := []*ftm.Entity{
		heron, pak,
		party("ofac-addr-1", "Address", "full", "12 Lantern Street, Samplong", "city", "Samplong", "country", "kp"),
		party("ofac-s-1", "Sanction", "entity", "ofac-1", "program", "SAMPLE-P", "programId", "SAMPLE-P", "authority", "Office of Samples", "listingDate", "2017-08-22"),
		party("ofac-own-1", "Ownership", "owner", "ofac-2", "asset", "ofac-1", "percentage", "60"),
		party("ofac-w-1", "CryptoWallet", "publicKey", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "currency", "XBT", "holder", "ofac-1"),
	}
	load(t, st, "us_ofac_sdn", time.Date(2024, 1, 10, 9, 0, 0, 0, time.UTC), ofac)

	lantern := party("NK-lantern", "Organization", "name", "Bureau Nine of the Lantern", "country", "kp", "topics", "sanction")
	lantern.Referents = []string{"un-4", "gb-4"}
	lantern.FirstSeen = "2021-05-05T10:00:00"
	load(t, st, "un_sc_sanctions", time.Date(2024, 1, 11, 9, 0, 0, 0, time.UTC), []*ftm.Entity{
		lantern,
		party("un-3", "Vessel", "name", "Blue Marlin Star", "imoNumber", "9999993", "flag", "kp", "topics", "sanction", "type", "Bulk carrier"),
	})

	pak.Add("alias", "Bak Cheol-ryong")
	load(t, st, "us_ofac_sdn", time.Date(2024, 2, 10, 9, 0, 0, 0, time.UTC), append(ofac,
		party("ofac-5", "Person", "name", "Orla Quillfeather", "country", "mm", "topics", "sanction")))

	d := live.Open(st, live.Options{Now: func() time.Time { return now }})
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// party is an entity from names and values of properties.
func party(id, schema string, pairs ...string) *ftm.Entity {
	e := ftm.New(id, schema)
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Add(pairs[i], pairs[i+1])
	}
	return e
}

func load(t testing.TB, st *store.Store, dataset string, at time.Time, entities []*ftm.Entity) {
	t.Helper()
	ctx := t.Context()
	l, err := st.Begin(ctx, store.BatchMeta{Source: dataset, Kind: "ftm", Reader: "test 1", Received: at})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entities {
		if err := l.Add(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}
