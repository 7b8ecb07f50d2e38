package server

import (
	"net/http"

	"cordon/live"
)

// state is the answer of the probes.
type state struct {
	Status string `json:"status" doc:"ok"`
}

// health answers GET /healthz: the process runs and takes requests.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, state{"ok"})
}

// ready answers GET /readyz.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	if s.stopping.Load() {
		return &fault{code: codeUnavailable, detail: "the server is stopping"}
	}
	if err := s.answering(r); err != nil {
		return err
	}
	return writeJSON(w, state{"ok"})
}

// answering is nil once questions can be answered. Why not, beyond what
// everybody may know, is for the log.
func (s *Server) answering(r *http.Request) error {
	err := s.desk.Ready(r.Context())
	if err == nil {
		return nil
	}
	f := faultOf(err)
	if f.code == codeInternal {
		f = &fault{code: codeUnavailable, detail: "questions cannot be answered now", cause: err}
	}
	return f
}

// loaded is what GET /api/v1/lists answers.
type loaded struct {
	Lists   []live.List `json:"lists" doc:"The newest batch of each dataset."`
	Parties int         `json:"parties" doc:"How many parties can be found."`
}

// lists answers GET /api/v1/lists.
func (s *Server) lists(w http.ResponseWriter, r *http.Request) error {
	if err := s.answering(r); err != nil {
		return err
	}
	lists, parties := s.desk.Lists(r.Context())
	if lists == nil {
		lists = []live.List{}
	}
	return writeJSON(w, loaded{Lists: lists, Parties: parties})
}
