// Package geo answers: how far, which way, inside what, and whose? Positions on
// a sphere of the earth's mean radius, distances and bearings, polygons and
// circles, the land, the ports of the world.
//
// Distances are great circles on a sphere of Radius km: within half a percent of
// the ellipsoid, which is less than a ship's length at the distances at which
// ships meet.
package geo
