package sea

// portsOf is how calls ask for ports of the world.
func portsOf(k *Known) portFinder { return nil }

// coastOf is how positions are held against the land.
func coastOf(k *Known) coast { return coast{ports: portsOf(k)} }

// strays are fixes that were heard under a vessel's number and refused.
func strays(v *Vessel) []Fix { return nil }
