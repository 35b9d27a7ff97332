package ingest

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// archive keeps a compressed copy of a loaded file as <archive>/<source>/<hash><endings>, so that `recaudo trace`
// works after the inbox is emptied. It writes beside the place and renames, so a copy is whole or not there. A file
// whose copy can't be written is not loaded: an archive that silently misses files is worth nothing.
func (l *loader) archive(ctx context.Context, a attempt) (err error) {
	if l.Archive == "" {
		return nil
	}
	defer func() {
		if err != nil && ctx.Err() == nil && !errors.As(err, new(*changedError)) {
			err = fmt.Errorf("archive %s: %w; make room at `archive:`, or remove it from the config", a.file.Path, err)
		}
	}()
	target := archivePath(l.Archive, a.source.Name, a.hash, a.file.Path)
	if _, err := os.Stat(target); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	in, err := l.root.Open(a.file.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	temporary := target + ".tmp"
	sum := sha256.New()
	err = writeArchived(io.TeeReader(contextReader{ctx, in}, sum), temporary, a.file.Path)
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != a.hash {
		err = changed(a.file) // a copy under the name of another content would be found by nobody, or believed
	}
	if err != nil {
		_ = os.Remove(temporary) // if it is there; the next try writes over it
		return err
	}
	l.DB.Reach("rename of an archived copy")
	if err := os.Rename(temporary, target); err != nil {
		return err
	}
	// The load that follows must not outlive its copy, not even a power cut.
	folder, err := os.Open(filepath.Dir(target))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

func writeArchived(in io.Reader, temporary, name string) (err error) {
	out, err := os.Create(temporary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if isCompressed(name) {
		if _, err := io.Copy(out, in); err != nil {
			return err
		}
		return out.Sync()
	}
	packed := gzip.NewWriter(out)
	if _, err := io.Copy(packed, in); err != nil {
		return err
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return out.Sync()
}

// archivePath is where the copy of a content lies. The endings stay, because formats are told by them.
func archivePath(archive, source, hash, name string) string {
	ending := path.Ext(name)
	if isCompressed(name) {
		return filepath.Join(archive, source, hash+path.Ext(strings.TrimSuffix(name, ending))+ending)
	}
	return filepath.Join(archive, source, hash+ending+".gz")
}

// isCompressed reports whether gzip would be wasted on a file. XLSX and Parquet are compressed, but known by their
// own ending only, so a .gz behind it is still needed for them to be opened again.
func isCompressed(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	return ending == ".gz" || ending == ".zst"
}
