package metrics

import "sync"

// pageKey is all that a page depends on besides its snapshot.
type pageKey struct {
	choice    pageChoice
	hasFailed bool
	notLoaded string
	staleDays int
}

// maxKeptBoards bounds what a snapshot keeps: 500 collectors are a third of a megabyte.
const maxKeptBoards = 64

// keptBoards are the boards of one snapshot that somebody has asked for, as they are sent.
type keptBoards struct {
	mu     sync.Mutex
	bodies map[pageKey][]byte
}

func (k *keptBoards) get(key pageKey) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	body, isKept := k.bodies[key]
	return body, isKept
}

// put keeps a board, and forgets all others when there are too many: those that are asked for soon come back.
func (k *keptBoards) put(key pageKey, body []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bodies == nil || len(k.bodies) >= maxKeptBoards {
		k.bodies = make(map[pageKey][]byte)
	}
	k.bodies[key] = body
}
