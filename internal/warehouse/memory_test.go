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
	const limit = 1600 // so that 1,700 are allowed, and 50 are the slack
	for name, test := range map[string]struct {
		looks []process // what is in use at each look, and what was freed since the one before
		given int
	}{
		"nothing is given back up to the limit":       {[]process{{inUse: 500, freed: 1200}, {inUse: 500}}, 0},
		"all that was freed is given back above it":   {[]process{{inUse: 500, freed: 1201}, {inUse: 500, freed: 1201}}, 2},
		"growth within the slack is not tried again":  {[]process{{inUse: 1800}, {inUse: 1820}, {inUse: 1850}}, 1},
		"growth past the slack is, however slow":      {[]process{{inUse: 1800}, {inUse: 1820}, {inUse: 1840}, {inUse: 1860}}, 2},
		"freed memory past the slack is given back":   {[]process{{inUse: 1800}, {inUse: 1800, freed: 30}, {inUse: 1800, freed: 30}}, 2},
		"the limit counts again after use has fallen": {[]process{{inUse: 1800}, {inUse: 900}, {inUse: 1600, freed: 101}}, 2},
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
