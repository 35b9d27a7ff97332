package ingest
import ("time";"github.com/recaudo/recaudo/internal/demo";"testing";"context";"os";"fmt";"github.com/recaudo/recaudo/internal/warehouse")
func TestZZTry(t *testing.T){
 dir:=os.Getenv("TRY"); if dir=="" {return}
 if os.Getenv("MKDEMO")!="" { if _,err:=demo.Write(dir,demo.Options{End:time.Date(2026,3,31,0,0,0,0,time.UTC)});err!=nil{t.Fatal(err)}; dir+="/inbox" }
 db,err:=warehouse.Open(context.Background(),warehouse.Options{}); if err!=nil {t.Fatal(err)}
 p,err:=Propose(context.Background(),db,os.DirFS(dir),ProposeOptions{Root:dir,TimeZone:os.Getenv("TRYTZ"),Currency:"COP"}); if err!=nil {t.Fatal(err)}
 fmt.Println(string(p.YAML()))
 for _,s:=range p.Sources { fmt.Println("==",s.Source.Name,s.Inspection.Score); for _,x:=range s.Inspection.Problems{fmt.Println("   ",x)}; fmt.Println(s.Inspection.SampleColumns); for _,r:=range s.Inspection.Sample{fmt.Println("  ",r)} }
}
