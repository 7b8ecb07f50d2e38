package server

import "net/http"

// Example is a question that is worth asking first, and what was answered.
type Example struct {
	Name     string `json:"name" doc:"What the subject is called."`
	Subject  string `json:"subject" doc:"As /api/v1/touch takes it."`
	AsOf     string `json:"as_of" doc:"The day to ask about; empty is today."`
	Exposure string `json:"exposure" enum:"blocked,possible,exposed,clear" doc:"What was answered."`
	Why      string `json:"why" doc:"A sentence."`
}

// Examples are what a first page may offer.
type Examples struct {
	About    string    `json:"about" doc:"What was loaded to ask of; empty where nothing was loaded for show."`
	Examples []Example `json:"examples"`
}

// examples answers GET /api/v1/examples.
func (s *Server) examples(w http.ResponseWriter, _ *http.Request) error {
	e := s.o.Examples
	if e.Examples == nil {
		e.Examples = []Example{}
	}
	return writeJSON(w, e)
}
