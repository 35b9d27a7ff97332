package dashboards

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestExport(t *testing.T) {
	dir := t.TempDir()
	changed, err := Export(dir, ExportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"provisioning/dashboards/recaudo.yaml", "provisioning/datasources/recaudo.yaml",
		"provisioning/alerting/recaudo.yaml", rulesFile,
	}
	for _, d := range All() {
		want = append(want, "dashboards/"+d.FileName())
	}
	slices.Sort(want)
	if got := filesIn(t, dir); !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
	if len(changed) != len(want) {
		t.Errorf("got %d changed files, want %d: %q", len(changed), len(want), changed)
	}
	info, err := os.Stat(filepath.Join(dir, want[0]))
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("got %v, %v: Grafana, which is another user, must be able to read the board", info.Mode(), err)
	}

	again, err := Export(dir, ExportOptions{})
	if err != nil || len(again) != 0 {
		t.Errorf("exporting again: got %q, %v, want nothing changed", again, err)
	}
}

func TestExportReplacesAndLeavesOthersAlone(t *testing.T) {
	dir := t.TempDir()
	if _, err := Export(dir, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	board := filepath.Join(dir, "dashboards", "recaudo-leaderboard.json")
	own := filepath.Join(dir, "dashboards", "ours.json")
	for _, path := range []string{board, own} {
		if err := os.WriteFile(path, []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	changed, err := Export(dir, ExportOptions{})
	if err != nil || !slices.Equal(changed, []string{board}) {
		t.Errorf("got %q, %v, want only %s", changed, err, board)
	}
	if content, err := os.ReadFile(own); err != nil || string(content) != "{}" {
		t.Errorf("another board was touched: %q, %v", content, err)
	}
}

func TestExportIntoAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Export(path, ExportOptions{}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names %s", err, path)
	}
}

// TestExportFindsTwins wants nothing written where a copy of a board would stop Grafana from loading any.
func TestExportFindsTwins(t *testing.T) {
	dir := t.TempDir()
	copied := filepath.Join(dir, "dashboards", "old", "copy.json")
	if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, []byte(`{"uid": "recaudo-collector"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	changed, err := Export(dir, ExportOptions{})
	if err == nil || !strings.Contains(err.Error(), copied+" has the uid of recaudo-collector.json") || len(changed) > 0 {
		t.Errorf("got %q, %v, want nothing written and an error that names the copy", changed, err)
	}
}

// TestProvisioning reads the provisioning files as Grafana does, which looks up $names in its environment.
func TestProvisioning(t *testing.T) {
	dir := t.TempDir()
	opts := ExportOptions{PrometheusURL: `http://prom:9090/"$x"`, BoardsPath: "/boards: here"}
	for name, want := range map[string]struct {
		opts           ExportOptions
		url, boardPath string
	}{
		"as it is":  {ExportOptions{}, DefaultPrometheusURL, filepath.Join(dir, "dashboards")},
		"as wished": {opts, `http://prom:9090/"$$x"`, opts.BoardsPath},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Export(dir, want.opts); err != nil {
				t.Fatal(err)
			}
			var sources struct {
				APIVersion  int `yaml:"apiVersion"`
				Datasources []struct {
					Name, UID, Type, URL string
				}
			}
			readYAML(t, filepath.Join(dir, "provisioning/datasources/recaudo.yaml"), &sources)
			if len(sources.Datasources) != 1 {
				t.Fatalf("got %d data sources, want 1", len(sources.Datasources))
			}
			got := sources.Datasources[0]
			if got.UID != sourceUID || got.Name != sourceName || got.Type != "prometheus" || got.URL != want.url {
				t.Errorf("got data source %+v, want the one that the boards' variable starts at, for %s", got, want.url)
			}

			var boards struct {
				APIVersion int `yaml:"apiVersion"`
				Providers  []struct {
					Name, Folder, Type string
					Options            struct{ Path string }
				}
			}
			readYAML(t, filepath.Join(dir, "provisioning/dashboards/recaudo.yaml"), &boards)
			if sources.APIVersion != 1 || boards.APIVersion != 1 {
				t.Errorf("got apiVersion %d and %d, want 1", sources.APIVersion, boards.APIVersion)
			}
			if len(boards.Providers) != 1 || boards.Providers[0].Type != "file" ||
				boards.Providers[0].Options.Path != want.boardPath {
				t.Errorf("got providers %+v, want one of type file with path %s", boards.Providers, want.boardPath)
			}
		})
	}
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(content, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// filesIn lists the files under dir, sorted, with slashes.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
