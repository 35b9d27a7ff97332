package demo

import (
	"bytes"
	_ "embed" // for the config
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

const (
	configName = "recaudo.yaml"
	inboxName  = "inbox"
)

// config loads the exports. It teaches, so it is written by hand and not generated.
//
//go:embed recaudo.yaml
var config []byte

// bogota is the operation's time zone. It has no daylight saving time, so no time zone database is needed.
var bogota = time.FixedZone("America/Bogota", -5*60*60)

// writtenFile is a file and the content that it shall have.
type writtenFile struct {
	path     string // relative to the folder, with forward slashes
	content  []byte
	modified time.Time
}

// writeFolder writes the config and the exports. It returns an error and writes nothing if the folder holds others.
func writeFolder(dir string, tables []*table, last time.Time) error {
	files := []writtenFile{{path: configName, content: config, modified: exportTime(last)}}
	for _, each := range tables {
		content, err := each.encode()
		if err != nil {
			return err
		}
		files = append(files, writtenFile{
			path: path.Join(inboxName, each.name), content: content, modified: exportTime(each.exportedOn),
		})
	}
	if err := checkFolder(dir, files); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, inboxName), 0o755); err != nil {
		return fmt.Errorf("create demo folder: %w", err)
	}
	for _, file := range files {
		if err := writeFile(dir, file); err != nil {
			return err
		}
	}
	return nil
}

// exportTime is when the file of a date was exported: late in its evening.
func exportTime(date time.Time) time.Time {
	return time.Date(date.Year(), date.Month(), date.Day(), 23, 30, 0, 0, bogota)
}

// checkFolder returns an error that names the first file of the folder that would be replaced or would mix with ours.
func checkFolder(dir string, files []writtenFile) error {
	const hint = "choose an empty folder, or delete this one first"
	ours := make(map[string]bool, len(files))
	for _, file := range files {
		ours[path.Base(file.path)] = true
		found, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file.path)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("check demo folder: %w", err)
		}
		if !bytes.Equal(found, file.content) {
			return fmt.Errorf("check demo folder %s: %s is there with other content; %s", dir, file.path, hint)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, inboxName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("check demo folder: %w", err)
	}
	for _, entry := range entries {
		if !ours[entry.Name()] {
			return fmt.Errorf("check demo folder %s: %s is not of this demo; %s",
				dir, path.Join(inboxName, entry.Name()), hint)
		}
	}
	return nil
}

// writeFile writes beside the inbox and renames, so that an interrupted demo leaves no half export behind.
func writeFile(dir string, file writtenFile) error {
	target := filepath.Join(dir, filepath.FromSlash(file.path))
	unfinished := filepath.Join(dir, ".unfinished")
	if err := os.WriteFile(unfinished, file.content, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", target, err)
	}
	if err := os.Chtimes(unfinished, file.modified, file.modified); err != nil {
		return fmt.Errorf("write %s: %w", target, err)
	}
	if err := os.Rename(unfinished, target); err != nil {
		return fmt.Errorf("write %s: %w", target, err)
	}
	return nil
}

// manifest describes what was written.
func manifest(dir string, op *operation, tables []*table) Manifest {
	made := Manifest{
		Config: filepath.Join(dir, configName),
		First:  op.date(0),
		Last:   op.date(op.options.Days - 1),
	}
	for _, each := range tables {
		made.Files = append(made.Files, File{Path: path.Join(inboxName, each.name), Rows: each.rows()})
	}
	return made
}
