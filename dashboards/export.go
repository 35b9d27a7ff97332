package dashboards

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// provisioning holds the files Grafana reads at its start, in the folders it expects them in.
//
//go:embed provisioning
var provisioning embed.FS

// boardFolder is where Export writes the boards, beside provisioning/.
const boardFolder = "dashboards"

// Export writes every board to dir/dashboards and the provisioning files to dir/provisioning, and returns the paths of
// the files whose content is new. Each file is replaced in one step, because Grafana may read it at any moment. Other
// files in dir are left alone.
func Export(dir string) (changed []string, err error) {
	write := func(name string, content []byte) error {
		path := filepath.Join(dir, name)
		isNew, err := replaceFile(path, content)
		if err != nil {
			return fmt.Errorf("export dashboards: %w", err)
		}
		if isNew {
			changed = append(changed, path)
		}
		return nil
	}
	for _, d := range All() {
		content, err := d.JSON()
		if err != nil {
			return changed, err
		}
		if err := write(filepath.Join(boardFolder, d.FileName()), content); err != nil {
			return changed, err
		}
	}
	err = fs.WalkDir(provisioning, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := provisioning.ReadFile(path)
		if err != nil {
			return err
		}
		return write(filepath.FromSlash(path), content)
	})
	return changed, err
}

// replaceFile writes content under a temporary name and renames it over path. A file that already holds content is
// not touched; isNew is false then.
func replaceFile(path string, content []byte) (isNew bool, err error) {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	// The name ends otherwise than .json, or Grafana would load the unfinished file as a second board of the same uid.
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return false, err
	}
	_, writeErr := temporary.Write(content)
	// Grafana runs as another user, and a temporary file is readable by its owner only.
	err = errors.Join(writeErr, temporary.Chmod(0o644), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return false, errors.Join(err, os.Remove(temporary.Name()))
	}
	return true, nil
}
