package world

import "cordon/finding"

const (
	exposed = string(finding.Exposed)
	clean   = string(finding.Clear)
)

// patterns are all ways to hide a tie, each followed by what only looks like it.
var patterns = []pattern{
	// What regimes of ownership decide.
	{"half", Ownership, "", "A listed party holds exactly as much as the threshold.", plantHalf},
	{"just-under", Ownership, "half", "A listed party holds a hundredth of a point less than the threshold.", plantJustUnder},
	{"co-owner", Ownership, "half", "It holds the other part of a company whose larger part a listed party holds.", plantCoOwner},
	{"just-over", Ownership, "", "A listed party holds a hundredth of a point more than the threshold.", plantJustOver},
	{"chain", Ownership, "", "A chain of companies; each link reaches the threshold, the product of all does not.", plantChain},
	{"broken-chain", Ownership, "chain", "A chain of companies of which one link stays just under the threshold.", plantBrokenChain},
	{"minor-holding", Ownership, "chain", "A company that a listed party owns has a tenth of it.", plantMinor},
	{"two-quarters", Ownership, "", "Two companies that a listed party owns hold half of the threshold each.", plantTwoQuarters},
	{"quarters-of-quarters", Ownership, "two-quarters", "Two companies hold half of the threshold each, and a listed party half of the threshold in each of those.", plantQuartersOfQuarters},
	{"two-persons", Ownership, "", "Two listed parties hold half of the threshold each.", plantTwoPersons},
	{"own-and-through", Ownership, "", "A listed party holds a little itself, and the rest of the threshold through a company it owns.", plantOwnAndThrough},
	{"three-shells", Ownership, "", "Three shells hold a third each, which come to the threshold to the hundredth.", plantThreeShells},
	{"told-twice", Ownership, "three-shells", "Two registers tell the same holding of less than the threshold.", plantToldTwice},
	{"summed-up", Ownership, "three-shells", "A statement that sums a chain up stands beside the links of the chain.", plantSummedUp},
	{"two-filings", Ownership, "", "Two filings of one register, which add up to more than the threshold.", plantTwoFilings},
	{"cross-holding", Ownership, "", "Two companies hold parts of each other, and a listed party the rest of both.", plantCrossHolding},
	{"ring", Ownership, "", "A ring of three companies into which a listed party holds.", plantRing},
	{"ring-of-others", Ownership, "ring", "Companies that hold each other up, into which a listed party has a stake below the threshold.", plantRingOfOthers},
	{"bearer", Ownership, "", "A listed party holds less than the threshold; bearer shares that nobody tells the holder of would reach it.", plantBearer},
	{"bearer-of-others", Ownership, "bearer", "Bearer shares, and a listed party that would not reach the threshold with all of them.", plantBearerOfOthers},
	{"band", Ownership, "", "A listed party holds a band that ends at the threshold.", plantBand},
	{"band-below", Ownership, "band", "A listed party holds a band that ends before the threshold.", plantBandBelow},
	{"two-bands", Ownership, "", "Two listed parties hold more than half of the threshold each, nobody tells how much.", plantTwoBands},
	{"unknown-size", Ownership, "", "A listed party holds a part that nobody tells the size of.", plantUnknownSize},
	{"unknown-beside-known", Ownership, "unknown-size", "A listed party holds a part of unknown size, but others are known to hold too much for it to matter.", plantUnknownBesideKnown},
	{"nominee", Ownership, "", "A nominee holds for a listed party, or for a company that it owns.", plantNominee},
	{"nominee-of-others", Ownership, "nominee", "A nominee holds for somebody who is not listed.", plantNomineeOfOthers},
	{"sold-after-listing", Ownership, "", "A listed party sold to a relative some months after it was listed.", plantSoldAfter},
	{"sold-long-before", Ownership, "sold-after-listing", "A party sold years before it was listed, to nobody of its kin.", plantSoldBefore},
	{"class-control", Ownership, "", "A member of a class that is blocked as a whole appoints the board, without any share.", plantClassControl},
	{"control-only", Ownership, "class-control", "A listed party of no such class controls it by contract, without any share.", plantControlOnly},
	{"presumed-control", Ownership, "", "A listed party controls it by contract, under a regime that presumes from that.", plantPresumedControl},
	{"border-trader", Ownership, "", "A border trader of a listed party, its shell in Hong Kong, and shells of that in registers far away.", plantBorderTrader},

	// What only paths show.
	{"sister", Tie, "", "A sister of such shells: other owner, same director, telephone and address.", plantSister},
	{"officer", Tie, "", "Its director is a director of a listed party.", plantOfficer},
	{"former-director", Tie, "officer", "Its director was a director of a listed party, years ago.", plantFormerDirector},
	{"shared-director", Tie, "", "Its director is the director of a company that a listed party owns.", plantSharedDirector},
	{"director-chain", Tie, "", "Two directors and a company between it and a listed party.", plantDirectorChain},
	{"phone-taken-over", Tie, "", "A front company with the telephone or the e-mail of a listed party.", plantPhone},
	{"bank-phone", Tie, "phone-taken-over", "It has the telephone of a bank, as many do, among them a company that a listed party owns.", plantBankPhone},
	{"shared-address", Tie, "", "It sits at the address of a company that a listed party owns.", plantSharedAddress},
	{"agent-address", Tie, "shared-address", "It sits at the address of a formation agent, as many do, among them a company that a listed party owns.", plantAgentAddress},
	{"renamed", Tie, "", "It went on with the business of a company that a listed party owned, under another name.", plantRenamed},
	{"sold-to-kin", Tie, "", "A party sold to a relative days before it was listed.", plantSoldToKin},
	{"kin", Tie, "", "A relative of a listed party owns it.", plantKin},

	// What shows only to who sees that two are one.
	{"holder-by-name", Identity, "", "A person of the register has the name and the day of birth of a listed one, and holds more than the threshold.", plantHolderByName},
	{"namesake-person", Identity, "holder-by-name", "A person with the name of a listed one, born elsewhere at another time.", plantNamesakePerson},
	{"recorded-twice", Identity, "", "Another record of a company that a listed party owns, with its name and its number of the register.", plantRecordedTwice},
	{"namesake-company", Identity, "recorded-twice", "A company with the name of one that a listed party owns, in another country.", plantNamesakeCompany},
	{"namesake-ship", Identity, "recorded-twice", "A ship with the name of a listed one, and another number.", plantNamesakeShip},
	{"renamed-unsaid", Identity, "", "Another record of such a company under a new name, with the old one as its former name and the same number.", plantRenamedUnsaid},
	{"address-otherwise", Identity, "", "It sits at the address of a company that a listed party owns, written in another way.", plantAddressOtherwise},
	{"phone-otherwise", Identity, "", "It has the telephone of a company that a listed party owns, written in another way.", plantPhoneOtherwise},
}
