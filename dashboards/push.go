package dashboards

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana-tools/sdk"
)

// DefaultPrometheusURL is where Grafana looks for Prometheus unless it is told otherwise.
const DefaultPrometheusURL = "http://localhost:9090"

// PushOptions say which Grafana the boards go to and as whom.
type PushOptions struct {
	URL      string // of the Grafana, "http://localhost:3000"
	Token    string // of a service account; or
	User     string // a user with
	Password string // a password
	Folder   string // title of the folder of new boards, created when it is missing; default is "Recaudo"
	// PrometheusURL is where Grafana reaches Prometheus. It is used only when there is no data source "Recaudo" yet;
	// default is "http://localhost:9090".
	PrometheusURL string
	Force         bool         // replace a board that differs from the one to push
	Client        *http.Client // default is http.DefaultClient
}

// Change is what Push did with one object in Grafana.
type Change struct {
	Object string // "folder Recaudo", "dashboard recaudo-leaderboard"
	Action Action
}

// Action is what happened to an object.
type Action string

// What Push can do with an object.
const (
	Created   Action = "created"
	Replaced  Action = "replaced"
	Unchanged Action = "unchanged"
)

// ErrEdited is wrapped when a board in Grafana differs from the one to push, was not left there by a push, and Force is
// not set.
var ErrEdited = errors.New("the board in Grafana is not as a push left it, because somebody saved it there or a file " +
	"provisions it: save a copy of what should stay, then push with --force")

// Push publishes every board, with the folder and the data source they need, to a running Grafana. Pushing the same
// again changes nothing, and boards of another version of Recaudo are replaced unless somebody edited them. The changes
// made are returned with an error too. A board that fails does not stop the next, unless Grafana can't be reached or
// refuses the account.
func Push(ctx context.Context, opts PushOptions) ([]Change, error) {
	p, err := newPusher(opts)
	if err != nil {
		return nil, fmt.Errorf("push dashboards: %w", err)
	}
	if err := p.ensureSource(ctx); err != nil {
		return p.changes, fmt.Errorf("push data source %s to %s: %w", sourceName, opts.URL, err)
	}
	folder, err := p.ensureFolder(ctx)
	if err != nil {
		return p.changes, fmt.Errorf("push folder %s to %s: %w", p.opts.Folder, opts.URL, err)
	}
	var failed []error
	for _, d := range All() {
		err := p.pushBoard(ctx, d, folder.UID)
		if err == nil {
			continue
		}
		failed = append(failed, fmt.Errorf("push dashboard %s to %s: %w", d.UID, opts.URL, err))
		if _, answered := errors.AsType[*answerError](err); !answered && !errors.Is(err, ErrEdited) ||
			isStatus(err, http.StatusUnauthorized) || isStatus(err, http.StatusForbidden) {
			break
		}
	}
	return p.changes, errors.Join(failed...)
}

type pusher struct {
	opts    PushOptions
	grafana *sdk.Client
	client  *http.Client // for what the SDK has no call for
	changes []Change
}

func newPusher(opts PushOptions) (*pusher, error) {
	if opts.URL == "" {
		return nil, errors.New("no URL of the Grafana is given")
	}
	if address, err := url.Parse(opts.URL); err == nil && address.User != nil {
		// Errors and logs name the URL.
		return nil, errors.New("the URL of the Grafana holds a user: give user and password, or a token, on their own")
	}
	if opts.Token != "" && opts.User != "" {
		return nil, errors.New("both a token and a user are given: give one of them")
	}
	if opts.Folder == "" {
		opts.Folder = "Recaudo"
	}
	if opts.PrometheusURL == "" {
		opts.PrometheusURL = DefaultPrometheusURL
	}
	client := http.Client{}
	if opts.Client != nil {
		client = *opts.Client
	}
	client.Transport = answerTransport{next: client.Transport}
	credentials := opts.Token
	if opts.User != "" {
		// The SDK takes both kinds in one string and tells them apart by the colon.
		if strings.Contains(opts.User, ":") {
			return nil, errors.New("the user name contains a colon, which basic authentication cannot send")
		}
		credentials = opts.User + ":" + opts.Password
	}
	grafana, err := sdk.NewClient(strings.TrimSuffix(opts.URL, "/"), credentials, &client)
	if err != nil {
		return nil, fmt.Errorf("read URL of the Grafana: %w", err)
	}
	return &pusher{opts: opts, grafana: grafana, client: &client}, nil
}

func (p *pusher) note(object string, action Action) {
	p.changes = append(p.changes, Change{Object: object, Action: action})
}

// ensureSource creates the data source when it is missing. One that is there belongs to the operator and stays as it
// is.
func (p *pusher) ensureSource(ctx context.Context) error {
	object := "data source " + sourceName
	_, err := p.grafana.GetDatasourceByName(ctx, sourceName)
	if err == nil {
		p.note(object, Unchanged)
		return nil
	}
	if !isStatus(err, http.StatusNotFound) {
		return err
	}
	_, err = p.grafana.CreateDatasource(ctx, sdk.Datasource{
		UID: sourceUID, Name: sourceName, Type: "prometheus", Access: "proxy", URL: p.opts.PrometheusURL,
		JSONData: map[string]string{"httpMethod": http.MethodPost, "timeInterval": "1m"},
	})
	if err != nil {
		return err
	}
	p.note(object, Created)
	return nil
}

// maxFolders is how many folders Grafana lists at once.
const maxFolders = 1000

func (p *pusher) ensureFolder(ctx context.Context) (sdk.Folder, error) {
	object := "folder " + p.opts.Folder
	folders, err := p.grafana.GetAllFolders(ctx, sdk.Limit(maxFolders))
	if err != nil {
		return sdk.Folder{}, err
	}
	for _, folder := range folders {
		if folder.Title == p.opts.Folder {
			p.note(object, Unchanged)
			return folder, nil
		}
	}
	folder, err := p.grafana.CreateFolder(ctx, sdk.Folder{Title: p.opts.Folder})
	if err != nil {
		return sdk.Folder{}, err
	}
	p.note(object, Created)
	return folder, nil
}
