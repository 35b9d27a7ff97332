// Package examples_test runs the examples as their READMEs tell a reader to.
package examples_test

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the output blocks of the READMEs")

// exampleFolders lists the folders that hold an example: all of them.
func exampleFolders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, entry := range entries {
		if entry.IsDir() {
			folders = append(folders, entry.Name())
		}
	}
	if len(folders) == 0 {
		t.Fatal("there are no examples")
	}
	return folders
}

// copyExample copies an example, without what an earlier run by hand left in it, and returns the copy's folder.
func copyExample(t *testing.T, folder string) string {
	t.Helper()
	work := filepath.Join(t.TempDir(), folder)
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == "data":
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(work, name), 0o755)
		}
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(work, name), content, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return work
}

// recaudo runs the program with the config of an example's folder and returns what it printed to stdout.
func recaudo(t *testing.T, folder string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args = append(args, "--config", filepath.Join(folder, "recaudo.yaml"))
	noEnvironment := func(string) string { return "" }
	if code := cli.Run(context.Background(), args, noEnvironment, &stdout, &stderr); code != 0 {
		t.Fatalf("recaudo %s: exit code %d, want 0\n%s", strings.Join(args, " "), code, stderr.String())
	}
	return stdout.String()
}

func TestExamples(t *testing.T) {
	for _, folder := range exampleFolders(t) {
		t.Run(folder, func(t *testing.T) {
			readme := filepath.Join(folder, "README.md")
			content, err := os.ReadFile(readme)
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := parseReadme(string(content))
			if err != nil {
				t.Fatalf("%s: %v", readme, err)
			}
			work := copyExample(t, folder)
			compared := 0
			for i := range parsed.commands {
				command := &parsed.commands[i]
				got := trimLines(recaudo(t, work, command.args...))
				if !command.hasOutput {
					continue
				}
				compared++
				if *update {
					command.output = got
				}
				if want := command.output; got != want {
					t.Errorf("%s:%d: recaudo %s\ngot:\n%swant:\n%s(go test ./examples -update rewrites it)",
						readme, command.line, strings.Join(command.args, " "), got, want)
				}
			}
			if compared == 0 {
				t.Errorf("%s shows no output; add a query and a ```text block", readme)
			}
			if *update {
				if err := os.WriteFile(readme, []byte(parsed.render()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
