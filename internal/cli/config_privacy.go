package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/ingest"
)

// PrivacyConfig says which ids are loaded as pseudonyms, and where their key lies.
type PrivacyConfig struct {
	Pseudonymize []string `yaml:"pseudonymize"` // debtor_id, account_id
	KeyEnv       string   `yaml:"key_env"`      // environment variable with the key; where it is empty, key_file is read
	KeyFile      string   `yaml:"key_file"`
}

// minKeyLength keeps out keys that can be guessed: the ids behind pseudonyms are few, so the key is all that hides them.
const minKeyLength = 32

func (p PrivacyConfig) validate(at locator) error {
	for i, column := range p.Pseudonymize {
		place := fmt.Sprintf("$.privacy.pseudonymize[%d]", i)
		if !slices.Contains(ingest.PseudonymColumns(), column) {
			return at.fault(place, fmt.Sprintf("%q is none of %s", column, strings.Join(ingest.PseudonymColumns(), ", ")))
		}
		if slices.Contains(p.Pseudonymize[:i], column) {
			return at.fault(place, column+" stands there twice")
		}
	}
	hasKey := p.KeyEnv != "" || p.KeyFile != ""
	switch {
	case len(p.Pseudonymize) > 0 && !hasKey:
		return at.fault("$.privacy.pseudonymize", "pseudonyms need a key: name a file with one at `key_file`, or an "+
			"environment variable at `key_env`; `openssl rand -hex 32` makes one")
	case len(p.Pseudonymize) == 0 && hasKey:
		return at.fault("$.privacy", "there is a key, but nothing at `pseudonymize` that it is for")
	}
	return nil
}

// validateSource refuses what would put another value than the id's pseudonym into a column.
func (p PrivacyConfig) validateSource(at locator, path string, source ingest.Source) error {
	for _, column := range p.Pseudonymize {
		if _, ok := source.Values[column]; ok {
			return at.fault(path+".values."+column, column+" is loaded as a pseudonym, so its words can't be mapped")
		}
		if _, ok := source.Defaults[column]; ok {
			return at.fault(path+".defaults."+column, column+" is loaded as a pseudonym, so it takes no default")
		}
	}
	return nil
}

// pseudonyms reads the key, if one is needed.
func (p PrivacyConfig) pseudonyms(getenv func(string) string) (ingest.Pseudonyms, error) {
	if len(p.Pseudonymize) == 0 {
		return ingest.Pseudonyms{}, nil
	}
	place, key := "the environment variable "+p.KeyEnv, ""
	if p.KeyEnv != "" {
		key = strings.TrimSpace(getenv(p.KeyEnv))
	}
	if key == "" && p.KeyFile != "" {
		content, err := os.ReadFile(p.KeyFile)
		if err != nil {
			return ingest.Pseudonyms{}, fmt.Errorf("read the key of pseudonyms: %w; it is named at `privacy.key_file`", err)
		}
		place, key = p.KeyFile, strings.TrimSpace(string(content))
	}
	if len(key) < minKeyLength {
		return ingest.Pseudonyms{}, fmt.Errorf("read the key of pseudonyms: %s holds %d characters, and %d are the least; "+
			"`openssl rand -hex 32` makes a key", place, len(key), minKeyLength)
	}
	return ingest.Pseudonyms{Columns: p.Pseudonymize, Key: ingest.Secret(key)}, nil
}
