package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeResult hands write the output file, replaced in one step when all is written, or stdout.
func (a *app) writeResult(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		out := bufio.NewWriter(a.data())
		if err := write(out); err != nil {
			return errors.Join(err, out.Flush())
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("write result: %w", err)
		}
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}()
	out := bufio.NewWriter(file)
	if err := write(out); err != nil {
		return err
	}
	if err := errors.Join(out.Flush(), file.Chmod(0o644)); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}
