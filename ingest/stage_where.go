package ingest

import (
	"context"
	"fmt"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// checkWhere refuses a file that the source's condition does not fit, before anything is read: it names a column that
// the file lacks, or calls what does not exist.
func (st *stage) checkWhere(ctx context.Context) error {
	if st.source.Where == "" {
		return nil
	}
	statement, err := st.conn.PrepareContext(ctx, fmt.Sprintf("select %s from (%s) as file limit 0",
		st.keepExpr(), st.relation.query))
	if err == nil {
		return statement.Close()
	}
	message, ok := warehouse.IsEngineError(err)
	if !ok || warehouse.IsMachineFault(err) || warehouse.IsConversionError(err) {
		return st.readError(st.source, st.file, err)
	}
	message, _, _ = strings.Cut(message, "\n")
	return refuse(refusedMissingColumn, "read %s: `where:` of source %s does not fit the file: %s; the file has %s",
		st.file.Path, st.source.Name, message, listHeaders(st.relation.columns))
}
