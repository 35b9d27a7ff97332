package cli

import (
	"os"
	"slices"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/metrics"
)

// lookAtInbox makes of the files that the ledger calls refused or failed those that wait in the inbox: by what the last
// run found there, else by the ledger. Refused files that were taken away wait no more.
func (l *ledger) lookAtInbox(folder string, lastRun metrics.RunStatus) {
	if lastRun.Sources != nil {
		l.waiting, l.moreWaiting = nil, -len(lastRun.NotLoaded)
		for _, file := range lastRun.NotLoaded {
			l.waiting = append(l.waiting, waitingLine{file.Source, file.Path, file.Status, file.Error})
		}
		for _, files := range lastRun.Sources {
			l.moreWaiting += files.Refused + files.Failed
		}
	}
	isThere := inInbox(folder)
	l.waiting = slices.DeleteFunc(l.waiting, func(file waitingLine) bool {
		// What failed may have a name that can't be looked at.
		return file.status == string(ingest.Refused) && !isThere(file.path)
	})
	for i := range l.sources {
		for _, file := range l.waiting {
			if file.source == l.sources[i].name {
				l.sources[i].waiting++
			}
		}
	}
}

// inInbox returns what tells whether a file is there. Where the folder can't be opened, as while it is not mounted, all
// are taken to be there.
func inInbox(folder string) func(name string) bool {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return func(string) bool { return true }
	}
	return func(name string) bool {
		root, err := os.OpenRoot(folder)
		if err != nil {
			return true
		}
		defer root.Close()
		_, err = root.Stat(name)
		return !isMissing(err)
	}
}
