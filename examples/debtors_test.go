package examples_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

const nested = "interacciones-clientes"

// clients is the part of the nested example that this test reads: the debtors.
type clients struct {
	Clients []struct {
		Name  string `json:"nombre"`
		Phone string `json:"telefono"`
	} `json:"clientes"`
}

// TestDebtorsStayOutside looks for the names and phone numbers of the nested example in every text of the warehouse
// and of its published snapshot, and in the bytes of both files. Compressed text shows only in the first search,
// deleted text only in the second.
func TestDebtorsStayOutside(t *testing.T) {
	work := copyExample(t, nested)
	recaudo(t, work, "run", "--as-of", "2025-06-30")
	content, err := os.ReadFile(filepath.Join(work, "interacciones_clientes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var export clients
	if err := json.Unmarshal(content, &export); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for _, client := range export.Clients {
		secrets = append(secrets, client.Name, client.Phone)
	}
	if len(secrets) == 0 {
		t.Fatal("the example has no debtors")
	}
	for _, file := range []string{"data/warehouse.duckdb", "data/published/warehouse.duckdb"} {
		texts := textsOf(t, filepath.Join(work, file))
		if want := "cliente_901"; !strings.Contains(texts, want) {
			t.Fatalf("%s: %q, which is in the example, was not found: the search is blind", file, want)
		}
		stored, err := os.ReadFile(filepath.Join(work, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if strings.Contains(texts, secret) || bytes.Contains(stored, []byte(secret)) {
				t.Errorf("%s holds %q", file, secret)
			}
		}
	}
}

// textsOf returns every value of every column of a warehouse that is text, or has text in it, one a line.
func textsOf(t *testing.T, file string) string {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Options{Path: file, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	selects := scanTexts(t, db, `
		select format('select "{}"::varchar from "{}"."{}"', column_name, table_schema, table_name)
		from information_schema.columns
		where data_type not in ('BIGINT', 'INTEGER', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'UHUGEINT')
			and data_type not like 'DECIMAL%'`)
	if len(selects) == 0 {
		t.Fatalf("%s has no columns", file)
	}
	var texts []string
	for _, query := range selects {
		texts = append(texts, scanTexts(t, db, query)...)
	}
	return strings.Join(texts, "\n")
}

func scanTexts(t *testing.T, db *warehouse.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var text *string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		if text != nil {
			texts = append(texts, *text)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return texts
}
