package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress draws a bar on a terminal for whatever takes longer than a second; elsewhere it is silent.
type progress struct {
	out     io.Writer // nil: silent
	bar     *progressbar.ProgressBar
	label   string
	started time.Time
	now     func() time.Time
}

// progressDelay is how long something may take before it deserves a bar.
const progressDelay = time.Second

func newProgress(out io.Writer) *progress {
	if !isTerminal(out) {
		return &progress{}
	}
	return &progress{out: out, now: time.Now}
}

// file tells how far the loading of a file is. The total is in bytes and may be unknown, 0.
func (p *progress) file(path string, doneBytes, totalBytes int64) {
	p.show("loading "+printable(path), doneBytes, totalBytes, true)
}

// model tells how many models are done.
func (p *progress) model(done, total int, name string) {
	p.show("computing", int64(done), int64(total), false)
	if p.bar != nil && name != "" {
		p.bar.Describe("computing " + name)
	}
}

func (p *progress) show(label string, done, total int64, isBytes bool) {
	if p.out == nil {
		return
	}
	if label != p.label {
		p.finish()
		p.label, p.started = label, p.now()
	}
	if p.bar == nil && p.now().Sub(p.started) < progressDelay {
		return
	}
	if p.bar == nil {
		if total <= 0 {
			total = -1
		}
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription(label),
			progressbar.OptionShowBytes(isBytes),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	// A bar that can't be drawn is no reason to stop the work.
	_ = p.bar.Set64(done)
}

// finish takes the bar off the screen.
func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
	p.bar, p.label = nil, ""
}
