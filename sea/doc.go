// Package sea answers: what did the ships do, who are they really, and which are
// to be stopped? It builds tracks from what AIS receivers heard (Collector), finds
// meetings, silences, calls and lies in them (Detect), weighs each with its
// innocent explanations (Judge), counts the days that the law counts, and ranks
// what a patrol could do about it.
//
// Everything is a function of its input: the same messages give the same events,
// to the byte, in whatever order, cut or number of workers.
package sea
