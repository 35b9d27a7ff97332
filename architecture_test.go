package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/recaudo/recaudo"

// mayImport lists, for every package, which others of ours its program code may import. Feature packages meet in
// tables, not in imports; only internal/cli wires them.
var mayImport = map[string][]string{
	".": {"internal/cli"},
	"internal/cli": {
		"ingest", "transform", "metrics", "dashboards", "sql", "internal/demo", "internal/warehouse",
	},
	"ingest":              {"internal/warehouse"},
	"transform":           {"internal/warehouse"},
	"metrics":             {"internal/warehouse"},
	"dashboards":          {"metrics"},
	"sql":                 nil,
	"internal/demo":       nil,
	"internal/recount":    nil,
	"internal/dictionary": {"internal/warehouse", "metrics", "transform"},
	"internal/warehouse":  nil,
	"examples":            nil,
}

// endToEnd holds programs that check the others from outside. They may import what they check, and end the process.
const endToEnd = "e2e"

func isEndToEnd(folder string) bool {
	return folder == endToEnd || strings.HasPrefix(folder, endToEnd+"/")
}

// goPackage is what `go list` tells of a package.
type goPackage struct {
	ImportPath string
	Name       string
	Dir        string
	Imports    []string // of the program code, without that of tests
	GoFiles    []string
	CgoFiles   []string
}

// folder is the package's place in the repository, with slashes; "." for the root.
func (p goPackage) folder() string {
	if p.ImportPath == module {
		return "."
	}
	return strings.TrimPrefix(p.ImportPath, module+"/")
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	var stderr bytes.Buffer
	command := exec.Command("go", "list", "-json=ImportPath,Name,Dir,Imports,GoFiles,CgoFiles", "./...")
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list ./...: %v\n%s", err, stderr.String())
	}
	var packages []goPackage
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var found goPackage
		if err := decoder.Decode(&found); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		packages = append(packages, found)
	}
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, found := range listPackages(t) {
		folder := found.folder()
		seen[folder] = true
		allowed, known := mayImport[folder]
		if !known && !isEndToEnd(folder) {
			t.Errorf("package %s has no place in the architecture; add it to docs/architecture.md and mayImport", folder)
			continue
		}
		for _, imported := range found.Imports {
			if fault := importFault(folder, imported, allowed); fault != "" {
				t.Error(fault)
			}
		}
	}
	for folder := range mayImport {
		if !seen[folder] {
			t.Errorf("package %s is in mayImport, but go list does not find it", folder)
		}
	}
}

// importFault says what is wrong with an import, "" if nothing is.
func importFault(folder, imported string, allowed []string) string {
	if strings.HasPrefix(imported, "github.com/duckdb/") && folder != "internal/warehouse" {
		return fmt.Sprintf("%s imports %s; only internal/warehouse knows the driver", folder, imported)
	}
	other, isOurs := strings.CutPrefix(imported, module+"/")
	if !isOurs || isEndToEnd(folder) || slices.Contains(allowed, other) {
		return ""
	}
	return fmt.Sprintf("%s imports %s; it may import %v", folder, other, allowed)
}

func TestImportFault(t *testing.T) {
	tests := []struct {
		name, folder, imported string
		wantFault              bool
	}{
		{"standard library", "ingest", "os", false},
		{"allowed", "ingest", module + "/internal/warehouse", false},
		{"feature to feature", "ingest", module + "/metrics", true},
		{"driver in the warehouse", "internal/warehouse", "github.com/duckdb/duckdb-go/v2", false},
		{"driver elsewhere", "metrics", "github.com/duckdb/duckdb-go/v2", true},
		{"driver in a check from outside", "e2e/x", "github.com/duckdb/duckdb-go/v2", true},
		{"check from outside", "e2e/x", module + "/metrics", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fault := importFault(test.folder, test.imported, mayImport[test.folder])
			if (fault != "") != test.wantFault {
				t.Errorf("got fault %q, want one: %t", fault, test.wantFault)
			}
		})
	}
}

func TestPackageNames(t *testing.T) {
	// Names that say nothing, and so gather everything.
	vague := []string{"util", "utils", "common", "helper", "helpers", "types", "misc", "shared"}
	for _, found := range listPackages(t) {
		if slices.Contains(vague, found.Name) || slices.Contains(vague, path.Base(found.folder())) {
			t.Errorf("package %s is called %s; name it for what it does", found.folder(), found.Name)
		}
	}
}

func TestNoHiddenStartOrEnd(t *testing.T) {
	for _, found := range listPackages(t) {
		for _, name := range slices.Concat(found.GoFiles, found.CgoFiles) {
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, filepath.Join(found.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("parse %s/%s: %v", found.folder(), name, err)
				continue
			}
			mayExit := found.folder() == "." || isEndToEnd(found.folder())
			for _, fault := range startAndEndFaults(file, mayExit) {
				t.Errorf("%s: %s", files.Position(fault.at), fault.message)
			}
		}
	}
}

type sourceFault struct {
	at      token.Pos
	message string
}

// startAndEndFaults finds init functions, and calls that end the process where that is not allowed.
func startAndEndFaults(file *ast.File, mayExit bool) []sourceFault {
	var faults []sourceFault
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			if node.Recv == nil && node.Name.Name == "init" {
				faults = append(faults, sourceFault{node.Pos(), "func init hides what happens at the start; call it from cli.Run"})
			}
		case *ast.SelectorExpr:
			of, ok := node.X.(*ast.Ident)
			if !ok || mayExit {
				break
			}
			ends := of.Name == "os" && node.Sel.Name == "Exit" || of.Name == "log" && strings.HasPrefix(node.Sel.Name, "Fatal")
			if ends {
				faults = append(faults, sourceFault{node.Pos(),
					fmt.Sprintf("%s.%s outside of main.go; return an error", of.Name, node.Sel.Name)})
			}
		}
		return true
	})
	return faults
}

func TestStartAndEndFaults(t *testing.T) {
	const source = `package p
func init() {}
func (s) init() {}
func f() { os.Exit(1); log.Fatalf("x"); log.Print("x") }`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(startAndEndFaults(file, false)), 3; got != want {
		t.Errorf("got %d faults, want %d", got, want)
	}
	if got, want := len(startAndEndFaults(file, true)), 1; got != want {
		t.Errorf("where it may exit: got %d faults, want %d", got, want)
	}
}

func TestMainIsShort(t *testing.T) {
	content, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bytes.Count(content, []byte("\n")), 25; got > want {
		t.Errorf("main.go has %d lines, want at most %d; it only calls cli.Run", got, want)
	}
}

// constraint finds SQL that makes an index, openly or behind a key. Killing a process corrupted indexed files.
var constraint = regexp.MustCompile(`(?i)\bcreate\s+(unique\s+)?index\b|\bprimary\s+key\b|\bunique\s*\(`)

// uniqueColumn finds the constraint of one column. `unique` may stand in a message too, so only where SQL is certain.
var uniqueColumn = regexp.MustCompile(`(?i)\bunique\b`)

var createsTable = regexp.MustCompile(`(?i)\b(create|alter)\b[^;]*\btable\b`)

var lineComment = regexp.MustCompile(`--[^\n]*`)

func TestNoIndexes(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case name == "architecture_test.go":
			return nil
		}
		switch path.Ext(name) {
		case ".sql":
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if found := indexInSQL(string(content)); found != "" {
				t.Errorf("%s: %q makes an index; test the grain with a check instead", name, found)
			}
		case ".go":
			return checkLiterals(t, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func indexInSQL(text string) string {
	text = lineComment.ReplaceAllString(text, "")
	if found := constraint.FindString(text); found != "" {
		return found
	}
	return uniqueColumn.FindString(text)
}

// indexInLiteral is indexInSQL for a text of a Go file, which may be a message as well as SQL.
func indexInLiteral(text string) string {
	if found := constraint.FindString(text); found != "" {
		return found
	}
	if createsTable.MatchString(text) {
		return uniqueColumn.FindString(text)
	}
	return ""
}

func checkLiterals(t *testing.T, name string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Errorf("%s: %v", files.Position(literal.Pos()), err)
		} else if found := indexInLiteral(text); found != "" {
			t.Errorf("%s: %q makes an index; test the grain with a check instead", files.Position(literal.Pos()), found)
		}
		return true
	})
	return nil
}

func TestIndexFound(t *testing.T) {
	tests := []struct {
		text                 string
		wantInSQL, wantInLit bool
	}{
		{"create index i on t (a)", true, true},
		{"CREATE UNIQUE INDEX i ON t (a)", true, true},
		{"create table t (a integer primary\n key)", true, true},
		{"create table t (a integer, unique (a))", true, true},
		{"create table t (a integer unique)", true, true},
		{"-- never create index\nselect 1", false, true},
		{"every name must be unique", true, false},
		{"create table t (a integer)", false, false},
	}
	for _, test := range tests {
		if got := indexInSQL(test.text) != ""; got != test.wantInSQL {
			t.Errorf("in SQL %q: got %t, want %t", test.text, got, test.wantInSQL)
		}
		if got := indexInLiteral(test.text) != ""; got != test.wantInLit {
			t.Errorf("in a literal %q: got %t, want %t", test.text, got, test.wantInLit)
		}
	}
}
