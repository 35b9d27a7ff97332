package transform

import (
	"fmt"
	"slices"
	"strings"
)

// orderer sorts models depth first.
type orderer struct {
	models map[Relation]Model
	done   map[Relation]Model
	path   []Relation // the models being visited, to name a cycle
	sorted []Model
}

// inOrder sorts models so that each comes after all that it reads, by name where that leaves a choice, and sets how
// far changes reach. It returns an error that names the way round if models read each other in a circle.
func inOrder(models []Model) ([]Model, error) {
	order := orderer{models: map[Relation]Model{}, done: map[Relation]Model{}}
	for _, model := range models {
		order.models[model.Relation] = model
	}
	for _, model := range models {
		if err := order.visit(model.Relation); err != nil {
			return nil, err
		}
	}
	return order.sorted, nil
}

func (o *orderer) visit(relation Relation) error {
	model, isModel := o.models[relation]
	if _, isDone := o.done[relation]; isDone || !isModel {
		return nil
	}
	if start := slices.Index(o.path, relation); start >= 0 {
		return fmt.Errorf("%s: models read each other in a circle: %s", model.File, circle(o.path[start:]))
	}
	o.path = append(o.path, relation)
	var before Lookback
	for _, dependency := range model.Dependencies {
		if err := o.visit(dependency); err != nil {
			return err
		}
		before = furthest(before, o.done[dependency].reach)
	}
	o.path = o.path[:len(o.path)-1]
	model.reach = before.plus(model.Lookback)
	o.done[relation] = model
	o.sorted = append(o.sorted, model)
	return nil
}

func circle(path []Relation) string {
	var names []string
	for _, relation := range path {
		names = append(names, relation.String())
	}
	return strings.Join(append(names, names[0]), " -> ")
}
