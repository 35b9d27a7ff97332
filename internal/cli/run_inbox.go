package cli

import (
	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/metrics"
)

// inboxState is what the ingest found in the inbox. The ledger can't tell: it has no files that could not be opened, and
// still has those that were taken away.
type inboxState struct {
	sources   map[string]metrics.SourceFiles
	notLoaded []metrics.NotLoadedFile
}

// maxNotLoaded is how many files are named; all of them are counted.
const maxNotLoaded = 200

func newInboxState(sources []ingest.Source, report ingest.Report) *inboxState {
	state := &inboxState{sources: map[string]metrics.SourceFiles{}}
	for _, source := range sources {
		state.sources[source.Name] = metrics.SourceFiles{}
	}
	for _, file := range report.Files {
		counts := state.sources[file.Source]
		counts.Seen++
		switch file.Status {
		case ingest.Refused:
			counts.Refused++
		case ingest.Failed:
			counts.Failed++
		}
		state.sources[file.Source] = counts
		if (file.Status == ingest.Refused || file.Status == ingest.Failed) && len(state.notLoaded) < maxNotLoaded {
			state.notLoaded = append(state.notLoaded, metrics.NotLoadedFile{Source: file.Source, Path: file.Path,
				Status: string(file.Status), Error: file.Err.Error()})
		}
	}
	return state
}

// isEmptyInbox reports whether no source had a file in the inbox. That is no fault: many an inbox is emptied once its files
// are loaded, and a folder that is not mounted looks the same.
func isEmptyInbox(sources map[string]metrics.SourceFiles) bool {
	for _, files := range sources {
		if files.Seen > 0 {
			return false
		}
	}
	return len(sources) > 0
}
