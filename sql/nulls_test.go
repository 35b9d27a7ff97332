package sqlfiles_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/recaudo/recaudo/internal/dictionary"
	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/transform"
)

// described is the data dictionary, read once for all cases.
var described = sync.OnceValues(func() (map[transform.Relation]dictionary.Relation, error) {
	loaded, err := dictionary.Load(context.Background(), os.DirFS("."))
	if err != nil {
		return nil, err
	}
	relations := map[transform.Relation]dictionary.Relation{}
	for _, relation := range loaded.Relations {
		relations[relation.Relation] = relation
	}
	return relations, nil
})

// checkNulls fails the test if a column holds NULL of which the dictionary says that it holds none.
func checkNulls(t *testing.T, db *warehouse.DB, relation transform.Relation) {
	t.Helper()
	relations, err := described()
	if err != nil {
		return // internal/dictionary's own test says what is missing, once
	}
	var holdsNull []string
	for _, column := range relations[relation].Columns {
		if !column.MayBeNull() {
			holdsNull = append(holdsNull, fmt.Sprintf("if(bool_or(%s is null), '%s', null)",
				warehouse.QuoteIdent(column.Name), column.Name))
		}
	}
	if len(holdsNull) == 0 {
		return
	}
	var found string
	query := fmt.Sprintf("select concat_ws(', ', %s) from %s", strings.Join(holdsNull, ", "), relation)
	if err := db.QueryRowContext(t.Context(), query).Scan(&found); err != nil {
		t.Fatal(err)
	}
	if found != "" {
		t.Errorf("%s holds NULL in %s; say what it stands for (sql/glossary.md, or a header line)", relation, found)
	}
}
