package cli

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestInvalidConfigs holds one file for each message; the golden file beside it is what the operator reads.
func TestInvalidConfigs(t *testing.T) {
	files, err := filepath.Glob("testdata/config/invalid-*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no invalid configs found: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			_, err := loadConfig(filepath.ToSlash(file))
			if err == nil {
				t.Fatal("the config was accepted")
			}
			if got := exitCode(err); got != exitUsage {
				t.Errorf("exit code: got %d, want %d", got, exitUsage)
			}
			golden := strings.TrimSuffix(file, ".yml") + ".golden"
			got := err.Error() + "\n"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("message differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestValidConfig(t *testing.T) {
	config, err := loadConfig("testdata/config/valid.yml")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := config.Windows, defaultConfig().Windows; got != want {
		t.Errorf("windows: got %+v, want the defaults %+v", got, want)
	}
	if !filepath.IsAbs(config.Warehouse) || filepath.Base(filepath.Dir(filepath.Dir(config.Warehouse))) != "config" {
		t.Errorf("warehouse: got %s, want a path beside the config", config.Warehouse)
	}
}

func TestMissingConfig(t *testing.T) {
	_, err := loadConfig("testdata/config/nowhere.yml")
	if err == nil || !strings.Contains(err.Error(), "recaudo init") {
		t.Errorf("got %v, want a hint at recaudo init", err)
	}
}

func TestSuggestKey(t *testing.T) {
	for unknown, want := range map[string]string{
		"delimitter":  "; did you mean `delimiter`?",
		"time_zones":  "; did you mean `time_zone`?",
		"exportedat":  "; did you mean `exported_at`?",
		"zzzzzzzzzzz": "; docs/configuration.md lists the keys",
	} {
		if got := suggestKey(unknown); got != want {
			t.Errorf("suggestKey(%q): got %q, want %q", unknown, got, want)
		}
	}
}

// FuzzConfig holds that no file makes the config reader panic, and that each refusal is a configError.
func FuzzConfig(f *testing.F) {
	files, err := filepath.Glob("testdata/config/*.yml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		config, err := parseConfig("recaudo.yaml", content)
		if err == nil && len(config.Sources) == 0 {
			t.Error("a config without sources was accepted")
		}
		if err != nil && !isConfigError(err) {
			t.Errorf("got %T (%v), want a configError", err, err)
		}
	})
}
