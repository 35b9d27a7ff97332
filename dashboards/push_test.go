package dashboards

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// grafanaStandIn keeps what is pushed and answers as Grafana's HTTP API is documented to.
type grafanaStandIn struct {
	boards      map[string]map[string]any
	folders     []map[string]any
	sources     map[string]map[string]any
	provisioned map[string]bool     // uids that come from files
	folderOf    map[string]string   // by uid of the board
	messages    map[string][]string // by uid, of each version, the latest last
	saves       int
	migrates    bool   // gives boards back otherwise than they were sent, as a newer Grafana may
	meanwhile   func() // happens between reading and saving a board
}

func newStandIn(t *testing.T) (*grafanaStandIn, PushOptions) {
	t.Helper()
	g := &grafanaStandIn{
		boards: map[string]map[string]any{}, sources: map[string]map[string]any{}, provisioned: map[string]bool{},
		messages: map[string][]string{}, folderOf: map[string]string{}, meanwhile: func() {},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/datasources/name/{name}", g.readSource)
	mux.HandleFunc("POST /api/datasources", g.createSource)
	mux.HandleFunc("GET /api/folders", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, g.folders) })
	mux.HandleFunc("POST /api/folders", g.createFolder)
	mux.HandleFunc("GET /api/dashboards/uid/{uid}", g.readBoard)
	mux.HandleFunc("GET /api/dashboards/uid/{uid}/versions", g.listVersions)
	mux.HandleFunc("POST /api/dashboards/db", g.saveBoard)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		if r.Header.Get("Authorization") != "Bearer right" && password != "right" {
			answer(w, 401, map[string]any{"message": "Invalid username or password"})
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return g, PushOptions{URL: server.URL, Token: "right", Client: server.Client()}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (g *grafanaStandIn) readSource(w http.ResponseWriter, r *http.Request) {
	found, isThere := g.sources[r.PathValue("name")]
	if !isThere {
		answer(w, 404, map[string]any{"message": "Data source not found"})
		return
	}
	answer(w, 200, found)
}

func (g *grafanaStandIn) createSource(w http.ResponseWriter, r *http.Request) {
	var created map[string]any
	_ = json.NewDecoder(r.Body).Decode(&created)
	g.sources[created["name"].(string)] = created
	answer(w, 200, map[string]any{"message": "Datasource added"})
}

func (g *grafanaStandIn) createFolder(w http.ResponseWriter, r *http.Request) {
	var created map[string]any
	_ = json.NewDecoder(r.Body).Decode(&created)
	created["id"], created["uid"] = 7, "f7"
	g.folders = append(g.folders, created)
	answer(w, 200, created)
}

func (g *grafanaStandIn) readBoard(w http.ResponseWriter, r *http.Request) {
	found, isThere := g.boards[r.PathValue("uid")]
	if !isThere {
		answer(w, 404, map[string]any{"message": "Dashboard not found"})
		return
	}
	meta := map[string]any{"folderUid": g.folderOf[r.PathValue("uid")]}
	answer(w, 200, map[string]any{"meta": meta, "dashboard": found})
}

func (g *grafanaStandIn) listVersions(w http.ResponseWriter, r *http.Request) {
	versions := []map[string]any{}
	for i, message := range g.messages[r.PathValue("uid")] {
		versions = append(versions, map[string]any{"version": i + 1, "message": message})
	}
	slices.Reverse(versions)
	answer(w, 200, map[string]any{"continueToken": "", "versions": versions})
}

func (g *grafanaStandIn) saveBoard(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Dashboard map[string]any `json:"dashboard"`
		FolderUID string         `json:"folderUid"`
		Message   string         `json:"message"`
		Overwrite bool           `json:"overwrite"`
	}
	_ = json.NewDecoder(r.Body).Decode(&request)
	g.meanwhile()
	uid := request.Dashboard["uid"].(string)
	stored, isThere := g.boards[uid]
	switch {
	case !slices.Contains([]string{"f7", "theirs", ""}, request.FolderUID):
		answer(w, 400, map[string]any{"message": "folder not found"})
	case g.provisioned[uid]:
		answer(w, 400, map[string]any{"message": "Cannot save provisioned dashboard"})
	case isThere && !request.Overwrite && fmt.Sprint(stored["version"]) != fmt.Sprint(request.Dashboard["version"]):
		answer(w, 412, map[string]any{
			"message": "The dashboard has been changed by someone else", "status": "version-mismatch",
		})
	default:
		g.saves++
		g.folderOf[uid] = request.FolderUID
		g.store(request.Dashboard, request.Message)
		answer(w, 200, map[string]any{"status": "success", "uid": uid})
	}
}

// store keeps a version of a board, whoever saved it.
func (g *grafanaStandIn) store(board map[string]any, message string) {
	uid := board["uid"].(string)
	kept := maps.Clone(board)
	g.messages[uid] = append(g.messages[uid], message)
	kept["id"], kept["version"] = 40+len(g.boards), len(g.messages[uid])
	if g.migrates {
		kept["schemaVersion"] = 99
	}
	g.boards[uid] = kept
}

// edit saves a board with another title, as somebody at a browser does.
func (g *grafanaStandIn) edit(uid, title, message string) {
	edited := maps.Clone(g.boards[uid])
	edited["title"] = title
	g.store(edited, message)
}

func actions(changes []Change) map[string]Action {
	byObject := map[string]Action{}
	for _, c := range changes {
		byObject[c.Object] = c.Action
	}
	return byObject
}

func TestPushTwice(t *testing.T) {
	grafana, opts := newStandIn(t)
	for _, want := range []Action{Created, Unchanged} {
		changes, err := Push(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		got := actions(changes)
		wanted := map[string]Action{"data source Recaudo": want, "folder Recaudo": want}
		for _, d := range All() {
			wanted["dashboard "+d.UID] = want
		}
		if !reflect.DeepEqual(got, wanted) {
			t.Errorf("got %v, want %v", got, wanted)
		}
	}
	if grafana.saves != len(All()) {
		t.Errorf("got %d saves, want one for each of %d boards", grafana.saves, len(All()))
	}
	if got := grafana.boards["recaudo-leaderboard"]["description"]; got != All()[0].Description {
		t.Errorf("the board lost its description, got %v", got)
	}
	if got := grafana.folderOf["recaudo-leaderboard"]; got != "f7" {
		t.Errorf("a new board went to folder %q, want f7", got)
	}
	if got := grafana.sources["Recaudo"]["uid"]; got != sourceUID {
		t.Errorf("got a data source of uid %v, want %s", got, sourceUID)
	}
}

func TestPushKeepsAnEditedBoard(t *testing.T) {
	grafana, opts := newStandIn(t)
	if _, err := Push(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	grafana.edit("recaudo-leaderboard", "Our leaderboard", "")
	_, err := Push(t.Context(), opts)
	if !errors.Is(err, ErrEdited) || grafana.boards["recaudo-leaderboard"]["title"] != "Our leaderboard" {
		t.Errorf("got %v, want ErrEdited and the edit kept", err)
	}
	opts.Force = true
	changes, err := Push(t.Context(), opts)
	got := actions(changes)
	if err != nil || got["dashboard recaudo-leaderboard"] != Replaced || got["dashboard recaudo-leaderboard-es"] != Unchanged {
		t.Errorf("with force: got %v, %v", got, err)
	}
	if got := grafana.boards["recaudo-leaderboard"]["title"]; got != "Team leaderboard" {
		t.Errorf("with force: got title %v", got)
	}
}

// TestPushReplacesWhatItPushed is the push after an upgrade of Recaudo: the boards differ, but nobody edited them.
func TestPushReplacesWhatItPushed(t *testing.T) {
	grafana, opts := newStandIn(t)
	if _, err := Push(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	grafana.edit("recaudo-leaderboard", "As it was in the last version", pushMessage+"0123456789ab")
	changes, err := Push(t.Context(), opts)
	if got := actions(changes); err != nil || got["dashboard recaudo-leaderboard"] != Replaced {
		t.Errorf("got %v, %v", got, err)
	}
	if got := grafana.boards["recaudo-leaderboard"]["title"]; got != "Team leaderboard" {
		t.Errorf("got title %v", got)
	}
}

// TestPushLeavesABoardInItsFolder has boards that somebody moved, one of them out of all folders.
func TestPushLeavesABoardInItsFolder(t *testing.T) {
	grafana, opts := newStandIn(t)
	if _, err := Push(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	moved := map[string]string{"recaudo-leaderboard": "theirs", "recaudo-wall": ""}
	for uid, folder := range moved {
		grafana.folderOf[uid] = folder
		grafana.edit(uid, "As it was in the last version", pushMessage+"0123456789ab")
	}
	changes, err := Push(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for uid, want := range moved {
		if got := grafana.folderOf[uid]; got != want || actions(changes)["dashboard "+uid] != Replaced {
			t.Errorf("%s: got %s in folder %q, want it replaced in %q", uid, actions(changes)["dashboard "+uid], got, want)
		}
	}
}

// TestPushToAGrafanaThatMigrates gets other boards back than were sent, which are no edits.
func TestPushToAGrafanaThatMigrates(t *testing.T) {
	grafana, opts := newStandIn(t)
	grafana.migrates = true
	for range 2 {
		if _, err := Push(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
	}
	if grafana.saves != len(All()) {
		t.Errorf("got %d saves, want one for each of %d boards", grafana.saves, len(All()))
	}
}

// TestPushWithoutHistory has a Grafana that does not tell the versions: a board that differs may be somebody's edit.
func TestPushWithoutHistory(t *testing.T) {
	grafana, opts := newStandIn(t)
	if _, err := Push(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	clear(grafana.messages)
	if _, err := Push(t.Context(), opts); err != nil {
		t.Errorf("the same boards: %v", err)
	}
	grafana.boards["recaudo-wall"]["title"] = "Ours"
	if _, err := Push(t.Context(), opts); !errors.Is(err, ErrEdited) {
		t.Errorf("got %v, want ErrEdited", err)
	}
}

// TestPushWhileSomebodySaves has the board change between the look at it and its replacement.
func TestPushWhileSomebodySaves(t *testing.T) {
	grafana, opts := newStandIn(t)
	if _, err := Push(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	grafana.edit("recaudo-wall", "As it was in the last version", pushMessage+"0123456789ab")
	grafana.meanwhile = func() { grafana.edit("recaudo-wall", "Ours", "") }
	_, err := Push(t.Context(), opts)
	if err == nil || !strings.Contains(err.Error(), "412") || !strings.Contains(err.Error(), "--force") {
		t.Errorf("got %v, want 412 and what to do", err)
	}
	if got := grafana.boards["recaudo-wall"]["title"]; got != "Ours" {
		t.Errorf("got title %v, want the edit kept", got)
	}
}

func TestPushErrors(t *testing.T) {
	cases := map[string]struct {
		change func(*grafanaStandIn, *PushOptions)
		want   []string
	}{
		"wrong token": {
			func(_ *grafanaStandIn, o *PushOptions) { o.Token = "wrong" },
			[]string{"401", "Invalid username or password", "check the token"},
		},
		"wrong password": {
			func(_ *grafanaStandIn, o *PushOptions) { o.Token, o.User, o.Password = "", "admin", "wrong" },
			[]string{"401", "check the token, or the user and password"},
		},
		"provisioned board": {
			func(g *grafanaStandIn, _ *PushOptions) { g.provisioned["recaudo-leaderboard-es"] = true },
			[]string{"push dashboard recaudo-leaderboard-es", "400", "Cannot save provisioned dashboard", "provisioning"},
		},
		"not Grafana": {
			func(_ *grafanaStandIn, o *PushOptions) { o.URL += "/elsewhere" },
			[]string{"404", "check the URL"},
		},
		"no URL": {
			func(_ *grafanaStandIn, o *PushOptions) { o.URL = "" },
			[]string{"no URL"},
		},
		"password in the URL": {
			func(_ *grafanaStandIn, o *PushOptions) { o.URL = "http://admin:wrong@127.0.0.1:1" },
			[]string{"the URL of the Grafana holds a user"},
		},
		"token and user": {
			func(_ *grafanaStandIn, o *PushOptions) { o.User = "admin" },
			[]string{"both a token and a user"},
		},
		"nothing listens": {
			func(_ *grafanaStandIn, o *PushOptions) { o.URL = "http://127.0.0.1:1" },
			[]string{"http://127.0.0.1:1", "connect"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			grafana, opts := newStandIn(t)
			c.change(grafana, &opts)
			_, err := Push(t.Context(), opts)
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want it to say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "wrong") {
				t.Errorf("the error tells the credentials: %q", err)
			}
		})
	}
}

func TestPushWithUser(t *testing.T) {
	_, opts := newStandIn(t)
	opts.Token, opts.User, opts.Password = "", "admin", "right"
	if _, err := Push(t.Context(), opts); err != nil {
		t.Error(err)
	}
}

// TestAnswers covers answers that do not come from Push's own order of calls, and bodies that are not Grafana's.
func TestAnswers(t *testing.T) {
	cases := map[string]struct {
		status int
		body   string
		want   string
	}{
		"saved in the meantime": {412, `{"message": "The dashboard has been changed by someone else"}`, "412: The dashboard has been changed"},
		"no right":              {403, `{"message": "Access denied"}`, "403: Access denied (the account needs the right"},
		"a proxy's page":        {502, "<html>bad gateway</html>", "502: <html>bad gateway</html>"},
		"no message":            {500, `{}`, "500: {}"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer server.Close()
			_, err := Push(t.Context(), PushOptions{URL: server.URL})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}
