// Package geo answers: how far, which way, inside what, and whose? Positions on
// a sphere of the earth's mean radius, distances and bearings, polygons and
// circles, the land, the ports of the world.
//
// Distances are great circles on a sphere of Radius km: within half a percent of
// the ellipsoid, which is less than a ship's length at the distances at which
// ships meet.
//
// # Built in
//
// land.gz has the coastlines of Natural Earth 1:10 million (public domain) with the
// country of each, thinned to a quarter of a km: made by cmd/coast. [Land] says
// what it leaves out. ports.tsv has the World Port Index of the United States
// (public domain): made by cmd/port-table. Both say their origin in their first
// lines and are read once, when they are first asked.
//
// # Limits
//
// Edges of rings are straight in latitude and longitude: keep them short. Whose
// coast a coast is follows Natural Earth, which draws who holds it; it is no word
// on who should.
package geo
