package warehouse

import (
	"errors"
	"fmt"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
)

func TestKindsOfEngineErrors(t *testing.T) {
	db := open(t, Options{MemoryLimit: "20MB", MaxTempSize: "0KB"})
	tests := []struct {
		name, query                          string
		wantEngine, wantMachine, wantConvert bool
	}{
		{"a cast", "select 'Ana'::integer", true, false, true},
		{"a missing table", "select * from nowhere", true, false, false},
		{"a missing file", "select * from read_csv('nowhere.csv')", true, true, false},
		{"too little memory", "select list(range) from range(100_000_000)", true, true, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := db.ExecContext(t.Context(), test.query)
			if err == nil {
				t.Fatal("got no error")
			}
			err = fmt.Errorf("query: %w", err)
			if _, got := IsEngineError(err); got != test.wantEngine {
				t.Errorf("%v: got engine error %t, want %t", err, got, test.wantEngine)
			}
			if got := IsMachineFault(err); got != test.wantMachine {
				t.Errorf("%v: got machine fault %t, want %t", err, got, test.wantMachine)
			}
			if got := IsConversionError(err); got != test.wantConvert {
				t.Errorf("%v: got conversion error %t, want %t", err, got, test.wantConvert)
			}
		})
	}
	for kind, want := range map[duckdb.ErrorType]bool{
		duckdb.ErrorTypeIO: true, duckdb.ErrorTypeFatal: true, duckdb.ErrorTypeInternal: false, duckdb.ErrorTypeBinder: false,
	} {
		if got := IsFileFault(fmt.Errorf("query: %w", &duckdb.Error{Type: kind})); got != want {
			t.Errorf("an error of kind %d: got a fault of the file %t, want %t", kind, got, want)
		}
	}
	other := errors.New("IO Error: said by somebody else")
	if _, isEngine := IsEngineError(other); isEngine || IsMachineFault(other) || IsConversionError(other) {
		t.Error("an error of this program counts as DuckDB's")
	}
}
