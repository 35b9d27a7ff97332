package dashboards

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	_ "embed" // the templates of Grafana's files
)

// ExportOptions say what the exported files hold. The zero value is good for a Grafana and a Prometheus on this machine.
type ExportOptions struct {
	PrometheusURL string // where Grafana reaches Prometheus; default is "http://localhost:9090"
	BoardsPath    string // where Grafana sees the boards' folder; default is the folder's own absolute path
	Goals         Goals  // of the alert on overdue receivables
}

var (
	//go:embed provisioning/datasources/recaudo.yaml
	sourceTemplate string
	//go:embed provisioning/dashboards/recaudo.yaml
	providerTemplate string
)

// Folders and files below the exported folder.
const (
	boardFolder = "dashboards"
	rulesFile   = "prometheus/recaudo-rules.yml"
)

// exported is one file to write.
type exported struct {
	name    string // below the folder, with slashes
	content []byte
}

// Export writes every board to dir/dashboards, Grafana's provisioning files of data source, boards and alerts to
// dir/provisioning, and the rules for Prometheus to dir/prometheus. It returns the paths of the files whose content is
// new. Each file is replaced in one step, because Grafana may read it at any moment; other files in dir are left alone.
// Nothing is written if one of them is a board with the uid of an exported one.
func Export(dir string, opts ExportOptions) (changed []string, err error) {
	opts, err = opts.WithDefaults(dir)
	if err != nil {
		return nil, fmt.Errorf("export dashboards: %w", err)
	}
	files, err := opts.files()
	if err != nil {
		return nil, fmt.Errorf("export dashboards: %w", err)
	}
	if err := findTwins(filepath.Join(dir, boardFolder)); err != nil {
		return nil, fmt.Errorf("export dashboards: %w", err)
	}
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file.name))
		isNew, err := replaceFile(path, file.content)
		if err != nil {
			return changed, fmt.Errorf("export dashboards: %w", err)
		}
		if isNew {
			changed = append(changed, path)
		}
	}
	return changed, nil
}

// WithDefaults fills in what is not set for an export to dir.
func (opts ExportOptions) WithDefaults(dir string) (ExportOptions, error) {
	if opts.PrometheusURL == "" {
		opts.PrometheusURL = DefaultPrometheusURL
	}
	if opts.BoardsPath == "" {
		path, err := filepath.Abs(filepath.Join(dir, boardFolder))
		if err != nil {
			return opts, err
		}
		opts.BoardsPath = path
	}
	return opts, nil
}

// files are all that Export writes: the boards come first, so that the provider never finds their folder missing.
func (opts ExportOptions) files() ([]exported, error) {
	var files []exported
	for _, d := range All() {
		content, err := d.JSON()
		if err != nil {
			return nil, err
		}
		files = append(files, exported{name: boardFolder + "/" + d.FileName(), content: content})
	}
	for _, file := range []struct {
		name  string
		write func() ([]byte, error)
	}{
		{"provisioning/datasources/recaudo.yaml", func() ([]byte, error) { return opts.fill(sourceTemplate) }},
		{"provisioning/dashboards/recaudo.yaml", func() ([]byte, error) { return opts.fill(providerTemplate) }},
		{"provisioning/alerting/recaudo.yaml", func() ([]byte, error) { return grafanaAlerts(opts.Goals) }},
		{rulesFile, func() ([]byte, error) { return prometheusRules(opts.Goals) }},
	} {
		content, err := file.write()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
		files = append(files, exported{name: file.name, content: content})
	}
	return files, nil
}

// fill puts the options into a provisioning file.
func (opts ExportOptions) fill(text string) ([]byte, error) {
	parsed, err := template.New("").Funcs(template.FuncMap{"quoted": provisioned}).Parse(text)
	if err != nil {
		return nil, err
	}
	var content bytes.Buffer
	err = parsed.Execute(&content, opts)
	return content.Bytes(), err
}

// provisioned is a text in a provisioning file: in quotes, and with the dollars doubled that Grafana would take for
// variables of its environment.
func provisioned(text string) (string, error) {
	quoted, err := json.Marshal(strings.ReplaceAll(text, "$", "$$")) // JSON is YAML
	return string(quoted), err
}

// findTwins looks for boards in the folder that have the uid of an exported one and another name, such as copies. Two
// files with one uid stop Grafana's whole provider, with a line in its log only.
func findTwins(folder string) error {
	ours := map[string]string{}
	for _, d := range All() {
		ours[d.UID] = d.FileName()
	}
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case entry.IsDir() || filepath.Ext(path) != ".json":
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var board struct {
			UID string `json:"uid"`
		}
		if json.Unmarshal(content, &board) != nil {
			return nil // Grafana skips it, too
		}
		if name, isOurs := ours[board.UID]; isOurs && path != filepath.Join(folder, name) {
			return fmt.Errorf("%s has the uid of %s, and Grafana would load neither: move it away, or give it another uid",
				path, name)
		}
		return nil
	})
}

// replaceFile writes content under a temporary name and renames it over path. A file that already holds content is
// not touched; isNew is false then.
func replaceFile(path string, content []byte) (isNew bool, err error) {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	// The name ends otherwise than .json, or Grafana would load the unfinished file as a second board of the same uid.
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return false, err
	}
	_, writeErr := temporary.Write(content)
	// Grafana runs as another user, and a temporary file is readable by its owner only.
	err = errors.Join(writeErr, temporary.Chmod(0o644), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return false, errors.Join(err, os.Remove(temporary.Name()))
	}
	return true, nil
}
