package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretIsNeverShown(t *testing.T) {
	key := Secret("0123456789abcdef0123456789abcdef")
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		fmt.Fprintf(&out, verb+"\n", key)
		fmt.Fprintf(&out, verb+"\n", Pseudonyms{Key: key})
		fmt.Fprintf(&out, verb+"\n", Options{ErasedKey: key}.ErasedKey)
	}
	for _, logger := range []*slog.Logger{
		slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil)),
	} {
		logger.Info("key", "key", key, "pseudonyms", Pseudonyms{Key: key})
	}
	text, err := json.Marshal(Pseudonyms{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	for _, form := range []string{string(key), fmt.Sprintf("%x", string(key)), "MDEyMzQ1", "48 49 50"} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the key is shown as %s:\n%s", form, out.String())
		}
	}
}
