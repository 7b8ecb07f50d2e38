package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"cordon/ftm"
	"cordon/law"
	"cordon/store"
)

// builtinReader names how built-in listings and cases become statements; raised when
// the same files give other statements.
const builtinReader = "listings/3"

// loadBuiltin loads the built-in listings and cases of the programme as a batch when
// the store does not have this program's yet.
func (a *app) loadBuiltin(ctx context.Context, st *store.Store) error {
	b, err := law.Listings(a.programme)
	if err != nil {
		return err
	}
	cases, err := law.OpenCasebook(a.programme)
	if err != nil {
		return err
	}
	docs := []store.Doc{{Role: "main", SHA256: sha256.Sum256(b), Name: a.programme + "/listings.tsv"}}
	for _, c := range cases.Files {
		docs = append(docs, store.Doc{Role: "case " + c.ID, SHA256: sha256.Sum256(c.Bytes), Name: c.Name})
	}
	if _, ok, err := st.SameDocument(ctx, law.Dataset(a.programme), docs, builtinReader); err != nil || ok {
		return err
	}
	origins, rows, err := law.ReadListings(b)
	if err != nil {
		return err
	}
	if _, err := st.PutOriginal(ctx, bytes.NewReader(b), store.OriginalMeta{Name: docs[0].Name, Media: "text/tab-separated-values"}); err != nil {
		return fmt.Errorf("built-in listings: %w", err)
	}
	for _, c := range cases.Files {
		if _, err := st.PutOriginal(ctx, bytes.NewReader(c.Bytes), store.OriginalMeta{Name: c.Name, Media: "application/yaml"}); err != nil {
			return fmt.Errorf("built-in cases: %w", err)
		}
	}
	rows = append(firstSeen(origins, rows), firstSeen(cases.Origins, cases.Rows)...)
	meta := store.BatchMeta{Source: law.Dataset(a.programme), Kind: "builtin", Reader: builtinReader, Docs: docs}
	for _, o := range origins {
		meta.Published = max(meta.Published, o.Published)
	}
	ld, err := st.Begin(ctx, meta)
	if err != nil {
		return fmt.Errorf("built-in listings: %w", err)
	}
	defer ld.Abort()
	for i := range rows {
		rows[i].Dataset = meta.Source
	}
	if err := ld.AddStatements(rows); err != nil {
		return fmt.Errorf("built-in listings: %w", err)
	}
	if _, err := ld.Commit(ctx); err != nil {
		return fmt.Errorf("built-in listings: %w", err)
	}
	return nil
}

// firstSeen adds to rows when each entity was first seen: on the day of the
// publication that it was taken from.
func firstSeen(origins []law.Origin, rows []ftm.Statement) []ftm.Statement {
	published := make(map[string]ftm.Day, len(origins))
	for _, o := range origins {
		published[o.Dataset] = o.Published
	}
	for _, s := range rows {
		if d := published[s.Dataset]; s.Prop == ftm.PropID && d != 0 {
			s.Prop, s.Value = ftm.PropFirstSeen, d.String()
			rows = append(rows, s)
		}
	}
	return rows
}
