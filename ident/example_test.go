package ident_test

import (
	"fmt"

	"cordon/ident"
)

func ExampleParse() {
	id, err := ident.Parse(ident.IMO, "IMO 9074729")
	fmt.Println(id.Value, id.Strong, err)
	_, err = ident.Parse(ident.IMO, "9074728")
	fmt.Println(err)
	// Output:
	// 9074729 true <nil>
	// imo 9074728: check digit is 8, should be 9
}

func ExampleCheckWallet() {
	id, err := ident.CheckWallet("USDT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
	fmt.Println(id.Asset, id.Form, err)
	id, err = ident.CheckWallet("XBT", "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq")
	fmt.Println(id.Asset, err)
	// Output:
	// trx account <nil>
	// trx wallet TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq: an address of trx, not of XBT
}

func ExampleScan() {
	text := "M/V EXAMPLE (IMO 9074729) paid to DE89 3704 0044 0532 0130 00, invoice 9074729."
	for _, f := range ident.Scan(text) {
		fmt.Println(f.ID.Kind, f.ID.Value, text[f.Start:f.End])
	}
	// Output:
	// imo 9074729 9074729
	// iban DE89370400440532013000 DE89 3704 0044 0532 0130 00
}
