package cli

import (
	"reflect"
	"slices"
	"strings"
)

// suggestKey names the known key that is nearest to a mistyped one, as the end of a message.
func suggestKey(unknown string) string {
	best, bestDistance := "", len(unknown)/2+1
	for _, key := range configKeys() {
		if distance := editDistance(unknown, key); distance < bestDistance {
			best, bestDistance = key, distance
		}
	}
	if best == "" {
		return "; docs/configuration.md lists the keys"
	}
	return "; did you mean `" + best + "`?"
}

// configKeys lists every key that some part of the config knows.
func configKeys() []string {
	keys := map[string]bool{}
	collectKeys(reflect.TypeOf(Config{}), keys)
	var sorted []string
	for key := range keys {
		sorted = append(sorted, key)
	}
	slices.Sort(sorted)
	return sorted
}

func collectKeys(kind reflect.Type, keys map[string]bool) {
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice:
		collectKeys(kind.Elem(), keys)
	case reflect.Struct:
		for i := range kind.NumField() {
			field := kind.Field(i)
			if key, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); key != "" {
				keys[key] = true
				collectKeys(field.Type, keys)
			}
		}
	}
}

// editDistance counts the letters to insert, delete or replace to get from a to b (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replaced := diagonal
			if a[i-1] != b[j-1] {
				replaced++
			}
			diagonal = row[j]
			row[j] = min(replaced, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
