package sqlfiles_test

import (
	"context"
	"testing"

	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

func TestProjectLoads(t *testing.T) {
	project, err := transform.Load(context.Background(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range project.Models {
		t.Log(model.String(), model.Materialized)
	}
}
