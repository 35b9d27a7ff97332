package cli

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/recaudo/recaudo/ingest"
)

// erasedKeyPath is the file with the key by which erased debtors are known. It lies beside the warehouse and not in it:
// the hash of an id is only a secret as long as nobody can compute it for every id there is.
func erasedKeyPath(warehouse string) string { return warehouse + ".erase-key" }

// readErasedKey returns the key, nil if nobody was erased yet.
func readErasedKey(warehouse string) (ingest.Secret, error) {
	content, err := os.ReadFile(erasedKeyPath(warehouse))
	if isMissing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of erased debtors: %w", err)
	}
	key := strings.TrimSpace(string(content))
	if len(key) < minKeyLength {
		return nil, fmt.Errorf("read the key of erased debtors: %s holds none; put the file back from a backup",
			erasedKeyPath(warehouse))
	}
	return ingest.Secret(key), nil
}

// makeErasedKey returns the key, a new one if there is none.
func makeErasedKey(warehouse string) (_ ingest.Secret, err error) {
	key, err := readErasedKey(warehouse)
	if err != nil || key != nil {
		return key, err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("make the key of erased debtors: %w", err)
	}
	key = ingest.Secret(hex.EncodeToString(random))
	target := erasedKeyPath(warehouse)
	if err := writeSecret(target, key); err != nil {
		return nil, fmt.Errorf("write the key of erased debtors: %w", err)
	}
	return key, nil
}

// writeSecret writes a whole file for this user only, or none.
func writeSecret(target string, key ingest.Secret) (err error) {
	file, err := os.CreateTemp(filepath.Dir(target), filepath.Base(target)+"-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(append([]byte(key), '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
