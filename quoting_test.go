package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// quoter is the one file that knows how SQL quotes names and texts.
const quoter = "internal/warehouse/quote.go"

var (
	// sqlText tells SQL from a message: two words of it.
	sqlText = regexp.MustCompile(`(?is)\b(select|insert into|update|delete from|create|drop|attach|copy|set|from|call|read_csv)\b.*[(,*'"=$?]|^\s*(where|and|left join|join)\b`)
	// quotedVerb is a verb of fmt between quotes, or one that quotes as Go does.
	quotedVerb = regexp.MustCompile(`["'](%(\[\d+\])?[svd])["']|%(\[\d+\])?q`)
)

// A name or a text gets into SQL through QuoteIdent or QuoteLiteral, or it is bound; nothing is quoted by hand.
func TestNothingIsQuotedByHand(t *testing.T) {
	for _, found := range listPackages(t) {
		if isEndToEnd(found.folder()) {
			continue
		}
		for _, name := range append(found.GoFiles, found.CgoFiles...) {
			place := filepath.ToSlash(filepath.Join(found.folder(), name))
			if place == quoter {
				continue
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, filepath.Join(found.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range quotedByHand(file) {
				t.Errorf("%s:%d: %s; use warehouse.QuoteIdent or QuoteLiteral, or bind the value", place,
					files.Position(fault.Pos()).Line, fault.Value)
			}
		}
	}
}

// quotedByHand lists the SQL in a file that puts quotes around something.
func quotedByHand(file *ast.File) []*ast.BasicLit {
	var faults []*ast.BasicLit
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			if isErrorCall(node) {
				return false // a message, not a statement
			}
			if len(node.Args) > 2 && strings.HasPrefix(callee(node), "strings.Replace") {
				from, isText := text(node.Args[1])
				to, _ := text(node.Args[2])
				if isText && (from == `'` || from == `"`) && to == from+from {
					faults = append(faults, node.Args[1].(*ast.BasicLit))
				}
			}
		case *ast.BinaryExpr:
			// "… '" + name: the quote stands at the end of the text before.
			if left, ok := text(lastOperand(node.X)); ok && node.Op == token.ADD && sqlText.MatchString(left) &&
				(strings.HasSuffix(left, `'`) || strings.HasSuffix(left, `"`)) {
				faults = append(faults, lastOperand(node.X).(*ast.BasicLit))
			}
		case *ast.BasicLit:
			if value, ok := text(node); ok && sqlText.MatchString(value) && quotedVerb.MatchString(value) {
				faults = append(faults, node)
			}
		}
		return true
	})
	return faults
}

func lastOperand(expression ast.Expr) ast.Expr {
	if sum, ok := expression.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		return sum.Y
	}
	return expression
}

func text(node ast.Node) (string, bool) {
	literal, ok := node.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

func callee(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		if x, ok := fun.X.(*ast.Ident); ok {
			return x.Name + "." + fun.Sel.Name
		}
		return fun.Sel.Name
	case *ast.Ident:
		return fun.Name
	}
	return ""
}

// isErrorCall reports whether a call makes a message for people.
func isErrorCall(call *ast.CallExpr) bool {
	name := callee(call)
	for _, word := range []string{"Errorf", "refuse", "fault", "sayf", "invalid", "errorAt", "add", "Fprintf", "errors.New", "line", "note"} {
		if name == word || strings.HasSuffix(name, "."+word) {
			return true
		}
	}
	return false
}

func TestQuotingByHandIsFound(t *testing.T) {
	for statement, want := range map[string]int{
		`f(fmt.Sprintf("select \"%s\" from t", name))`:               1,
		`f(fmt.Sprintf("select * from t where a = '%s'", value))`:    1,
		`f(fmt.Sprintf("select * from t where a = %q", value))`:      1,
		`f("select * from t where a = '" + value + "'")`:             1,
		`f("insert into \"" + name + "\" values (1)")`:               1,
		`strings.ReplaceAll(value, "'", "''")`:                       1,
		`f("select * from t where a = " + literal(value))`:           0,
		`f(fmt.Sprintf("select %s from t", ident(name)))`:            0,
		`fmt.Errorf("read '%s' from the file, or select it", value)`: 0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\nfunc a() { "+statement+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(quotedByHand(file)); got != want {
			t.Errorf("%s: got %d faults, want %d", statement, got, want)
		}
	}
}
