package dashboards

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/grafana-tools/sdk"
)

// PushOptions say which Grafana the boards go to and as whom.
type PushOptions struct {
	URL      string // of the Grafana, "http://localhost:3000"
	Token    string // of a service account; or
	User     string // a user with
	Password string // a password
	Folder   string // title of the folder, created when it is missing; default is "Recaudo"
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

// ErrDiffers is wrapped when a board in Grafana is not the one to push, by somebody's edit or another version of
// Recaudo, and Force is not set.
var ErrDiffers = errors.New("the board in Grafana differs, by somebody's edit or from another version of Recaudo: " +
	"save a copy of what should stay, then push with --force")

// Push publishes every board, with the folder and the data source they need, to a running Grafana. Pushing the same
// again changes nothing. The changes made are returned with an error too; a board that fails does not stop the next.
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
		if err := p.pushBoard(ctx, d, folder); err != nil {
			failed = append(failed, fmt.Errorf("push dashboard %s to %s: %w", d.UID, opts.URL, err))
		}
	}
	return p.changes, errors.Join(failed...)
}

type pusher struct {
	opts    PushOptions
	grafana *sdk.Client
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
		opts.PrometheusURL = "http://localhost:9090"
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
	return &pusher{opts: opts, grafana: grafana}, nil
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

func (p *pusher) pushBoard(ctx context.Context, d Dashboard, folder sdk.Folder) error {
	object := "dashboard " + d.UID
	wanted, err := d.JSON()
	if err != nil {
		return err
	}
	action := Created
	stored, _, err := p.grafana.GetRawDashboardByUID(ctx, d.UID)
	switch {
	case isStatus(err, http.StatusNotFound):
	case err != nil:
		return err
	default:
		same, err := sameBoard(stored, wanted)
		if err != nil {
			return err
		}
		if same {
			p.note(object, Unchanged)
			return nil
		}
		if !p.opts.Force {
			return ErrDiffers
		}
		action = Replaced
	}
	_, err = p.grafana.SetRawDashboardWithParam(ctx, sdk.RawBoardRequest{
		Dashboard:  wanted,
		Parameters: sdk.SetDashboardParams{FolderID: folder.ID, Overwrite: p.opts.Force},
	})
	if err != nil {
		return err
	}
	p.note(object, action)
	return nil
}

// sameBoard compares two boards but for the numbers that Grafana gives them itself.
func sameBoard(stored, wanted []byte) (bool, error) {
	var boards [2]map[string]any
	for i, content := range [][]byte{stored, wanted} {
		if err := json.Unmarshal(content, &boards[i]); err != nil {
			return false, fmt.Errorf("read board: %w", err)
		}
		maps.DeleteFunc(boards[i], func(key string, _ any) bool { return key == "id" || key == "version" })
	}
	return reflect.DeepEqual(boards[0], boards[1]), nil
}
