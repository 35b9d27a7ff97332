package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
)

// Secret is a key. Whatever prints or logs it shows that there is one, and not what it is.
type Secret []byte

const hiddenSecret = "[secret]"

// Format hides the key from every verb of fmt.
func (Secret) Format(out fmt.State, _ rune) { fmt.Fprint(out, hiddenSecret) }

// LogValue hides the key from every log.
func (Secret) LogValue() slog.Value { return slog.StringValue(hiddenSecret) }

// MarshalText hides the key from JSON and YAML.
func (Secret) MarshalText() ([]byte, error) { return []byte(hiddenSecret), nil }

// keyedBytes is how much of an HMAC is kept. With 16 bytes, two of a thousand million ids share a value with a
// probability of 10^-21.
const keyedBytes = 16

// keyed is the HMAC-SHA-256 of a text, its first 16 bytes in hexadecimal digits.
func (s Secret) keyed(text string) string {
	sum := hmac.New(sha256.New, s)
	sum.Write([]byte(text))
	return hex.EncodeToString(sum.Sum(nil)[:keyedBytes])
}
