// Package ident answers: is this a well-formed identifier of that kind, and are
// two ways of writing it the same? It knows the numbers that ships, companies,
// banks, securities and accounts carry, and the addresses of digital currency.
//
// [Parse] brings a value into its normal form and checks it; [Normal] only
// brings it there, so that values that fail their check can still be compared.
// [Scan] finds identifiers in free text. Nothing here looks anything up: a
// number whose check digit holds may still belong to nobody.
//
// # Normal forms
//
// Numbers are written without blanks, dashes and dots, in upper case. A BIC
// keeps its first eight characters, because branches belong to the bank. Wallet
// addresses are written so that equal keys of one chain are equal strings:
// bech32 in lower case, hex of Ethereum's family in lower case, Bitcoin Cash as
// its legacy address (that is, as Bitcoin writes the same key), Litecoin's old
// P2SH under its own version, X-addresses of the XRP ledger as the account
// without the tag, TRON's hex as base58, TON as the non-bounceable form.
//
// # Strength
//
// [ID.Strong] says that a check digit or checksum was there and holds. It is
// false for what has none: MMSI, BIC, D-U-N-S, UEI, hex of one letter case, and
// Solana addresses, where any 32 bytes pass. It says how sure the kind is, not
// how much an equal value proves: two equal 20-byte addresses are the same
// address with or without a checksum.
//
// # Limits
//
// Countries come from the number alone. A MMSI names the state that licensed
// the radio, an ISIN the numbering agency, a BIC the seat of the bank's office.
// Main networks only: addresses of test networks are refused and said to be
// such. One Ethereum-like address stands on many chains; its asset is "eth" and
// the chain is for the caller to know. Dogecoin and Verge write the same
// addresses, as do Bitcoin, Bitcoin Cash and Bitcoin SV.
//
// # Sources
//
// IMO resolutions A.1117(30) and MSC.160(78) (numbers of ships and of
// companies); ITU-R M.585 and the ITU table of maritime identification
// digits; ISO 17442 (LEI), 9362 (BIC), 13616 (IBAN) and SWIFT's registry, 6166
// (ISIN), 7064 (mod 97); GB 32100-2015 and GB 11714-1997 (USCC); the orders of
// the Russian tax service and Rosstat's OK 007-93 (INN, OGRN, OKPO). Wallets:
// BIP 13, 141, 173, 350 and 352, the CashAddr specification, ZIP 173, 316 and
// 320, EIP-55, XLS-5, SEP-23, CryptoNote's address format, TEP-2.
package ident
