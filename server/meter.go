package server

import (
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"cordon/live"
)

// meter counts what /metrics shows.
type meter struct {
	set      *metrics.Set
	inFlight atomic.Int64
	panics   *metrics.Counter
	queries  *metrics.Counter
	screens  *metrics.PrometheusHistogram
}

// buckets of the latency histograms, in seconds.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

func newMeter(s *Server) *meter {
	metrics.ExposeMetadata(true)
	set := metrics.NewSet()
	m := &meter{
		set:     set,
		panics:  set.NewCounter("cordon_http_panics_total"),
		queries: set.NewCounter("cordon_screen_queries_total"),
		screens: set.NewPrometheusHistogramExt("cordon_screen_duration_seconds", buckets),
	}
	set.NewGauge("cordon_http_requests_in_flight", func() float64 { return float64(m.inFlight.Load()) })
	set.NewGauge("cordon_screens_running", func() float64 { return float64(s.gate.running()) })
	set.NewGauge("cordon_screens_waiting", func() float64 { return float64(s.gate.waiting.Load()) })
	return m
}

// request counts one request. Labels come from the table and from known
// methods, so that a caller cannot make new ones.
func (m *meter) request(rt route, method string, status int, d time.Duration) {
	m.set.GetOrCreateCounter(fmt.Sprintf(`cordon_http_requests_total{route=%q,method=%q,status="%d"}`, rt.path, methodLabel(method), status)).Inc()
	m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`cordon_http_request_duration_seconds{route=%q}`, rt.path), buckets).Update(d.Seconds())
}

func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// screened counts queries that were answered.
func (m *meter) screened(queries int, d time.Duration) {
	m.queries.Add(queries)
	m.screens.Update(d.Seconds())
}

// serveMetrics answers GET /metrics in the format of Prometheus.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	ready := 0.0
	if s.desk.Ready(r.Context()) == nil {
		ready = 1
	}
	lists, parties := s.desk.Lists(r.Context())
	s.meter.set.WritePrometheus(w)
	metrics.WriteGaugeFloat64(w, "cordon_ready", ready)
	metrics.WriteGaugeUint64(w, "cordon_parties", uint64(parties))
	for _, l := range lists {
		if age, ok := s.age(l); ok {
			metrics.WriteGaugeFloat64(w, `cordon_list_age_seconds{dataset=`+strconv.Quote(l.Dataset)+`}`, age.Seconds())
		}
		metrics.WriteGaugeUint64(w, `cordon_list_batch{dataset=`+strconv.Quote(l.Dataset)+`}`, uint64(l.Batch))
	}
	metrics.WriteProcessMetrics(w)
	return nil
}

// age is the time since a list was received.
func (s *Server) age(l live.List) (time.Duration, bool) {
	t, err := time.Parse(time.RFC3339, l.Received)
	if err != nil {
		return 0, false
	}
	return s.now().Sub(t), true
}
