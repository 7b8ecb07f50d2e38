package law

import "cordon/ftm"

// Regime is the ownership rule of one regime in one period: when what a listed
// party owns counts as listed itself. It is law for whoever computes the cascade
// of ownership; nothing is computed here.
type Regime struct {
	ID        string  `json:"id" yaml:"id" need:"true"`                     // us-ofac-50; one id may have several records, one after the other
	Name      string  `json:"name" yaml:"name"`                             // in words
	Ask       string  `json:"ask" yaml:"ask" need:"true"`                   // the word by which people ask for it: ofac, eu, uk, un
	Issuer    string  `json:"issuer" yaml:"issuer"`                         // US, EU, UK, UN
	From      ftm.Day `json:"from" yaml:"from"`                             // first day; open when no first day is known
	To        ftm.Day `json:"to" yaml:"to"`                                 // last day; open when it still holds
	InForce   bool    `json:"in_force" yaml:"in_force" need:"true"`         // false: known, but only a warning on these days
	Threshold string  `json:"threshold" yaml:"threshold" need:"true"`       // percent, as an exact decimal
	Compare   string  `json:"compare" yaml:"compare" need:"true" of:">,>="` // ">=" or ">"
	// Classes are the rights that count: capital, votes. Each is tested by
	// itself.
	Classes   []string `json:"classes" yaml:"classes"`
	Aggregate string   `json:"aggregate" yaml:"aggregate" need:"true" of:"all,person"`         // all: stakes of all listed owners add up; person: those of one person alone
	Control   string   `json:"control" yaml:"control" need:"true" of:"ignore,caution,presume"` // ignore, caution (a warning) or presume (as if owned, rebuttable)
	Remainder string   `json:"remainder" yaml:"remainder" need:"true" of:"ignore,possible"`    // ignore or possible: what the unknown rest of the owners means
	Seeds     []string `json:"seeds" yaml:"seeds"`                                             // whom it starts from: list:us-ofac-sdn, class:kp-government
	// ClassControl are the classes of seeds for which control counts whatever
	// Control says.
	ClassControl []string `json:"class_control,omitempty" yaml:"class_control"`
	Cite         []Cite   `json:"cite" yaml:"cite"`
	Note         string   `json:"note,omitempty" yaml:"note"`
	Verified     Mark     `json:"verified" yaml:"verified"`
	Unverified   []string `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line         int      `json:"-"`
}

// Cite is a text that says so, and how far that was read.
type Cite struct {
	Text     string `json:"text" yaml:"text"`
	Verified Mark   `json:"verified" yaml:"verified"`
}

// Regimes returns the ownership rules that hold on a day, in the order of the
// programme's file. Those with InForce false are among them: they are warnings.
// The open day asks for all of all times.
func (p *Programme) Regimes(date ftm.Day) []Regime {
	var out []Regime
	for _, r := range p.regimes {
		if date == 0 || (r.From == 0 || r.From <= date) && (r.To == 0 || date <= r.To) {
			out = append(out, r)
		}
	}
	return out
}
