package ftm

import (
	"slices"
	"strings"
)

// reverses are the names that FollowTheMoney gives to the other direction of
// entity properties: what an entity calls those that refer to it. A party calls
// its listings "sanctions", because Sanction:entity names it so.
var reverses = map[string]string{
	"Thing:addressEntity": "things", "Thing:proof": "proven", "Interval:proof": "provenIntervals",
	"LegalEntity:parent": "subsidiaries",
	"Vehicle:owner":      "ownedVehicles", "Vehicle:operator": "operatedVehicles",
	"CryptoWallet:holder": "cryptoWallets", "Security:issuer": "securities",
	"BankAccount:bank": "bankAccounts", "BankAccount:holder": "heldBankAccounts",
	"Identification:holder": "identification", "Sanction:entity": "sanctions",
	"Ownership:owner": "ownershipOwner", "Ownership:asset": "ownershipAsset",
	"Directorship:director": "directorshipDirector", "Directorship:organization": "directorshipOrganization",
	"Membership:member": "membershipMember", "Membership:organization": "membershipOrganization",
	"Employment:employee": "employers", "Employment:employer": "employees",
	"Representation:agent": "agencyClient", "Representation:client": "agentRepresentation",
	"Control:controller": "controlController", "Control:controlled": "controlControlled",
	"Succession:predecessor": "successors", "Succession:successor": "predecessors",
	"Family:person": "familyPerson", "Family:relative": "familyRelative",
	"Associate:person": "associates", "Associate:associate": "associations",
	"UnknownLink:subject": "unknownLinkTo", "UnknownLink:object": "unknownLinkFrom",
	"Position:organization": "positions", "Occupancy:holder": "positionOccupancies", "Occupancy:post": "occupancies",
	"Payment:payer": "paymentPayer", "Payment:payerAccount": "paymentPayerAccount",
	"Payment:beneficiary": "paymentBeneficiary", "Payment:beneficiaryAccount": "paymentBeneficiaryAccount",
	"Payment:project": "payments", "Payment:contract": "contractPayments",
	"Debt:debtor": "debtDebtor", "Debt:creditor": "debtCreditor",
}

// Reverse is the name under which the entities that a property of type entity
// refers to know those that refer to them; "" for other properties.
func (p *Property) Reverse() string { return reverses[p.Schema+":"+p.Name] }

// Neighbour is one way in which entities of a schema stand to others.
type Neighbour struct {
	Name string    // of the property: own, or the reverse of another schema's
	Prop *Property // that says so
	Own  bool      // the entity's own values name the others
}

// Neighbours returns all ways in which entities of the schema stand to others,
// in order of name.
func (s *Schema) Neighbours() []Neighbour {
	var list []Neighbour
	for _, p := range s.Properties() {
		if p.Type == TypeEntity {
			list = append(list, Neighbour{p.Name, p, true})
		}
	}
	for _, o := range Schemata() {
		for _, p := range o.Properties() {
			if p.Type == TypeEntity && p.Schema == o.Name && p.Reverse() != "" && s.Is(p.Range) {
				list = append(list, Neighbour{p.Reverse(), p, false})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Neighbour) int { return strings.Compare(a.Name, b.Name) })
	return list
}
