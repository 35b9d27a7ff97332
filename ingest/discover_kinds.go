package ingest

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// kindError says that something with an export's name is no file. It is nil for a folder that a glob only happens to
// name: `*` names everything.
func kindError(source Source, name string, mode fs.FileMode) error {
	kind := ""
	switch {
	case mode.IsDir():
		if _, ok := formatOf(Source{}, name); !ok && strings.ContainsAny(source.Path, "*?[{") {
			return nil
		}
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	default:
		kind = "a device"
	}
	return fmt.Errorf("open %s: it is %s, not a file; remove %s, or narrow `path:` of source %s", name, kind,
		path.Base(name), source.Name)
}
