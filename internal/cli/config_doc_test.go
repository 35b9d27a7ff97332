package cli

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/recaudo/recaudo/ingest"
)

const configPage = "../../docs/configuration.md"

func readConfigPage(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(configPage)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// keyPaths lists the keys of a struct that hold values, with their fields: points between the levels, [] behind a list.
func keyPaths(value reflect.Value, above string) map[string]reflect.Value {
	paths := map[string]reflect.Value{}
	for i := range value.NumField() {
		key, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("yaml"), ",")
		if key == "" {
			continue
		}
		path, field := above+key, value.Field(i)
		if field.Kind() == reflect.Pointer && field.Type().Elem().Kind() == reflect.Struct {
			field = reflect.New(field.Type().Elem()).Elem()
		}
		switch {
		case field.Kind() == reflect.Struct:
			maps.Copy(paths, keyPaths(field, path+"."))
		case field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct:
			maps.Copy(paths, keyPaths(reflect.New(field.Type().Elem()).Elem(), path+"[]."))
		default:
			paths[path] = field
		}
	}
	return paths
}

// keyRow is a line of the page's tables of keys.
var keyRow = regexp.MustCompile("(?m)^\\| `([a-z_.\\[\\]]+)` \\| (.+) \\| ([^|]+) \\|$")

func TestConfigPageListsEveryKey(t *testing.T) {
	defaults := map[string]string{}
	for _, match := range keyRow.FindAllStringSubmatch(readConfigPage(t), -1) {
		if _, ok := defaults[match[1]]; ok {
			t.Errorf("%s: key %s stands there twice", configPage, match[1])
		}
		defaults[match[1]] = match[3]
	}
	known := keyPaths(reflect.ValueOf(defaultConfig()), "")
	for _, key := range slices.Sorted(maps.Keys(known)) {
		documented, ok := defaults[key]
		if !ok {
			t.Errorf("%s: key %s is missing", configPage, key)
			continue
		}
		// A zero value may stand for a rule in words; any other must be there as it is.
		want := fmt.Sprintf("`%v`", known[key].Interface())
		if !known[key].IsZero() && documented != want {
			t.Errorf("%s: default of %s: got %s, want %s", configPage, key, documented, want)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(defaults)) {
		if _, ok := known[key]; !ok {
			t.Errorf("%s: key %s is unknown to the program", configPage, key)
		}
	}
}

func TestConfigPageListsEveryColumn(t *testing.T) {
	page := readConfigPage(t)
	for _, name := range ingest.EntityNames() {
		entity, _ := ingest.LookupEntity(name)
		var text strings.Builder
		for i, column := range entity.Columns {
			place := slices.Index(entity.AnyOf, column.Name)
			switch {
			case place > 0:
				text.WriteString(" or ")
			case i > 0:
				text.WriteString(", ")
			}
			if column.Required {
				text.WriteString("**" + column.Name + "**")
			} else {
				text.WriteString(column.Name)
			}
		}
		want := fmt.Sprintf("| `%s` | %s |\n", name, text.String())
		if !strings.Contains(page, want) {
			t.Errorf("%s: want the line\n%s", configPage, want)
		}
	}
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func TestConfigPageExampleUsesEveryKey(t *testing.T) {
	blocks := yamlBlock.FindAllStringSubmatch(readConfigPage(t), -1)
	if len(blocks) != 1 {
		t.Fatalf("got %d yaml blocks, want 1", len(blocks))
	}
	example := []byte(blocks[0][1])
	if _, err := parseConfig("configuration.md", example); err != nil {
		t.Fatalf("the example is no valid config: %v", err)
	}
	var document map[string]any
	if err := yaml.Unmarshal(example, &document); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	usedKeys(document, "", used)
	for _, key := range slices.Sorted(maps.Keys(keyPaths(reflect.ValueOf(defaultConfig()), ""))) {
		if !used[key] {
			t.Errorf("the example does not use %s", key)
		}
	}
}

// usedKeys adds the paths of all keys of a YAML document, in the form of keyPaths.
func usedKeys(node any, path string, used map[string]bool) {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			place := strings.TrimPrefix(path+"."+key, ".")
			used[place] = true
			usedKeys(value, place, used)
		}
	case []any:
		for _, value := range node {
			usedKeys(value, path+"[]", used)
		}
	}
}
