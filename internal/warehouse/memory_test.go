package warehouse

import "testing"

// process is one that holds memory, some of which is no longer in use.
type process struct {
	inUse, freed int64
	given        int
}

func (p *process) held() int64 { return p.inUse + p.freed }

func (p *process) giveBack() { p.freed, p.given = 0, p.given+1 }

func TestMemoryKeeper(t *testing.T) {
	t.Parallel()
	const limit = 1000
	for name, test := range map[string]struct {
		looks []process // what is in use and what was freed since the look before
		given int
	}{
		"below the limit nothing is given back": {[]process{{inUse: 500, freed: 500}, {inUse: 600}}, 0},
		"above it, all that was freed is":       {[]process{{inUse: 500, freed: 601}, {inUse: 500, freed: 601}}, 2},
		"what is in use is not tried again until it grows": {
			[]process{{inUse: 1200}, {inUse: 1210}, {inUse: 1220}, {inUse: 1230}, {inUse: 1240}}, 2,
		},
		"however slowly it grows": {
			[]process{{inUse: 1200}, {inUse: 1200, freed: 20}, {inUse: 1200, freed: 15}}, 2,
		},
		"and is, once it has shrunk": {
			[]process{{inUse: 1200}, {inUse: 900}, {inUse: 1000, freed: 101}}, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p process
			keeper := newMemoryKeeper(limit, p.held, p.giveBack)
			for _, look := range test.looks {
				p.inUse, p.freed = look.inUse, p.freed+look.freed
				keeper.look()
			}
			if p.given != test.given {
				t.Errorf("gave back %d times, want %d", p.given, test.given)
			}
		})
	}
}
