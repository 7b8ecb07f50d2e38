package sea

// portsOf is how calls ask for ports of the world.
func portsOf(k *Known) portFinder { return nil }
