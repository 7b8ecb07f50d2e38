package store

// SetStageMemory sets how many bytes a load sorts in memory.
func SetStageMemory(s *Store, n int) { s.stageMemory = n }
