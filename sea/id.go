package sea

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// RuleVersion is part of every event's id: events of other rules are other events.
const RuleVersion = "1"

// EventID is a hash of what an event is about: kind, what exactly, vessels, the
// minute in which it began.
func EventID(kind, sub string, vessels []string, start time.Time) string {
	h := sha256.Sum256([]byte(strings.Join(append([]string{RuleVersion, kind, sub, start.UTC().Format("2006-01-02T15:04Z")}, vessels...), "\x00")))
	return kind + "-" + hex.EncodeToString(h[:10])
}
