package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// writeParquet lets DuckDB write the file, so that every type stays what it is.
func writeParquet(ctx context.Context, a *app, q query, opts queryOptions) error {
	if _, err := q.columns(ctx); err != nil {
		return err
	}
	statement := fmt.Sprintf("copy (from %s) to %s (format parquet, compression zstd, use_tmp_file false)",
		q.source(), warehouse.QuoteLiteral(q.scratchFile))
	if _, err := q.db.ExecContext(ctx, statement); err != nil {
		return queryError(err)
	}
	return a.writeResult(opts.output, func(out io.Writer) error {
		file, err := os.Open(q.scratchFile)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = io.Copy(out, file)
		return err
	})
}
