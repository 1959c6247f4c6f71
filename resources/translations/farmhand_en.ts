<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>ActivityPanel</name>
    <message numerus="yes">
      <source>%n activities are shown</source>
      <translation>
        <numerusform>%Ln activity is shown</numerusform>
        <numerusform>%Ln activities are shown</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n line(s) were copied.</source>
      <translation>
        <numerusform>%Ln line was copied.</numerusform>
        <numerusform>%Ln lines were copied.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Badge</name>
    <message numerus="yes">
      <source>%n thing(s) approximated</source>
      <translation>
        <numerusform>%Ln thing approximated</numerusform>
        <numerusform>%Ln things approximated</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>And %n more.</source>
      <translation>
        <numerusform>And %Ln more.</numerusform>
        <numerusform>And %Ln more.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchCount</name>
    <message numerus="yes">
      <source>%1 of %n row(s) · only those that need attention</source>
      <translation>
        <numerusform>%1 of %Ln row · only those that need attention</numerusform>
        <numerusform>%1 of %Ln rows · only those that need attention</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n need(s) attention</source>
      <translation>
        <numerusform>%Ln needs attention</numerusform>
        <numerusform>%Ln need attention</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s)</source>
      <translation>
        <numerusform>%Ln row</numerusform>
        <numerusform>%Ln rows</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchFooter</name>
    <message numerus="yes">
      <source>Render %1 of %n</source>
      <translation>
        <numerusform>Render %1 of %Ln</numerusform>
        <numerusform>Render %1 of %Ln</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n film(s)</source>
      <translation>
        <numerusform>Render %Ln film</numerusform>
        <numerusform>Render %Ln films</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n film(s) again</source>
      <translation>
        <numerusform>Render %Ln film again</numerusform>
        <numerusform>Render %Ln films again</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchGrid</name>
    <message numerus="yes">
      <source>%n percent</source>
      <translation>
        <numerusform>%Ln percent</numerusform>
        <numerusform>%Ln percent</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n problem(s)</source>
      <translation>
        <numerusform>%Ln problem</numerusform>
        <numerusform>%Ln problems</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchJobs</name>
    <message numerus="yes">
      <source>Adding %n film(s) to the queue</source>
      <translation>
        <numerusform>Adding %Ln film to the queue</numerusform>
        <numerusform>Adding %Ln films to the queue</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchPage</name>
    <message numerus="yes">
      <source>%n film(s) added to the queue.</source>
      <translation>
        <numerusform>%Ln film added to the queue.</numerusform>
        <numerusform>%Ln films added to the queue.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchProofSheet</name>
    <message numerus="yes">
      <source>%n file(s) saved.</source>
      <translation>
        <numerusform>%Ln file saved.</numerusform>
        <numerusform>%Ln files saved.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n still(s) per row</source>
      <translation>
        <numerusform>%Ln still per row</numerusform>
        <numerusform>%Ln stills per row</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Proof sheet, %n still(s)</source>
      <translation>
        <numerusform>Proof sheet, %Ln still</numerusform>
        <numerusform>Proof sheet, %Ln stills</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchRowCommands</name>
    <message numerus="yes">
      <source>%n column(s) to the right of the last one were not pasted.</source>
      <translation>
        <numerusform>%Ln column to the right of the last one were not pasted.</numerusform>
        <numerusform>%Ln columns to the right of the last one were not pasted.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) removed.</source>
      <translation>
        <numerusform>%Ln row removed.</numerusform>
        <numerusform>%Ln rows removed.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) were not pasted, because not all rows are shown.</source>
      <translation>
        <numerusform>%Ln row were not pasted, because not all rows are shown.</numerusform>
        <numerusform>%Ln rows were not pasted, because not all rows are shown.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n row(s)</source>
      <translation>
        <numerusform>Render %Ln row</numerusform>
        <numerusform>Render %Ln rows</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchSummary</name>
    <message numerus="yes">
      <source>%n duplicate output name(s)</source>
      <translation>
        <numerusform>%Ln duplicate output name</numerusform>
        <numerusform>%Ln duplicate output names</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out</source>
      <translation>
        <numerusform>%Ln left out</numerusform>
        <numerusform>%Ln left out</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n missing photo(s)</source>
      <translation>
        <numerusform>%Ln missing photo</numerusform>
        <numerusform>%Ln missing photos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n of %1 rows need(s) attention</source>
      <translation>
        <numerusform>%Ln of %1 rows needs attention</numerusform>
        <numerusform>%Ln of %1 rows need attention</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n of %1 rows need(s) attention: %2</source>
      <translation>
        <numerusform>%Ln of %1 rows needs attention: %2</numerusform>
        <numerusform>%Ln of %1 rows need attention: %2</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) ready</source>
      <translation>
        <numerusform>%Ln row ready</numerusform>
        <numerusform>%Ln rows ready</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) with too few or too many cells</source>
      <translation>
        <numerusform>%Ln row with too few or too many cells</numerusform>
        <numerusform>%Ln rows with too few or too many cells</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) with characters that the font lacks</source>
      <translation>
        <numerusform>%Ln text with characters that the font lacks</numerusform>
        <numerusform>%Ln texts with characters that the font lacks</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unusable photo setting(s)</source>
      <translation>
        <numerusform>%Ln unusable photo setting</numerusform>
        <numerusform>%Ln unusable photo settings</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unusable photo(s)</source>
      <translation>
        <numerusform>%Ln unusable photo</numerusform>
        <numerusform>%Ln unusable photos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unusable text(s)</source>
      <translation>
        <numerusform>%Ln unusable text</numerusform>
        <numerusform>%Ln unusable texts</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BottomBar</name>
    <message numerus="yes">
      <source>%n queued</source>
      <translation>
        <numerusform>%Ln queued</numerusform>
        <numerusform>%Ln queued</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n rendering</source>
      <translation>
        <numerusform>%Ln rendering</numerusform>
        <numerusform>%Ln rendering</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Closing</name>
    <message numerus="yes">
      <source>%1: %2. %n drawn frame(s) are kept, and these films go on at the next start.</source>
      <translation>
        <numerusform>%1: %2. %Ln drawn frame is kept, and these films go on at the next start.</numerusform>
        <numerusform>%1: %2. %Ln drawn frames are kept, and these films go on at the next start.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ComposeFilms</name>
    <message numerus="yes">
      <source>%n thing(s) must be settled before this film can be rendered.</source>
      <translation>
        <numerusform>%Ln thing must be settled before this film can be rendered.</numerusform>
        <numerusform>%Ln things must be settled before this film can be rendered.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ComputerPanel</name>
    <message numerus="yes">
      <source>of %n core(s)</source>
      <translation>
        <numerusform>of %Ln core</numerusform>
        <numerusform>of %Ln cores</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Confirm</name>
    <message numerus="yes">
      <source>%1 and %n more</source>
      <translation>
        <numerusform>%1 and %Ln more</numerusform>
        <numerusform>%1 and %Ln more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>CostGuard</name>
    <message numerus="yes">
      <source>The price of %n machine(s) is not known: with a cap, they are not started.</source>
      <translation>
        <numerusform>The price of %Ln machine is not known: with a cap, it is not started.</numerusform>
        <numerusform>The price of %Ln machines is not known: with a cap, they are not started.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>EstimateView</name>
    <message numerus="yes">
      <source>dashed: %n workers now</source>
      <translation>
        <numerusform>dashed: %Ln worker now</numerusform>
        <numerusform>dashed: %Ln workers now</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Estimates</name>
    <message numerus="yes">
      <source>%n earlier estimates: %1 of the ranges held</source>
      <translation>
        <numerusform>%Ln earlier estimate: %1 of the ranges held</numerusform>
        <numerusform>%Ln earlier estimates: %1 of the ranges held</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n workers ≈ %2</source>
      <translation>
        <numerusform>%Ln worker ≈ %2</numerusform>
        <numerusform>%Ln workers ≈ %2</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n workers: %1, most likely %2</source>
      <translation>
        <numerusform>%Ln worker: %1, most likely %2</numerusform>
        <numerusform>%Ln workers: %1, most likely %2</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>from %n earlier renders of this template</source>
      <translation>
        <numerusform>from %Ln earlier render of this template</numerusform>
        <numerusform>from %Ln earlier renders of this template</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ExistingFilms</name>
    <message numerus="yes">
      <source>%n film(s) of that name exist already</source>
      <translation>
        <numerusform>%Ln film of that name exists already</numerusform>
        <numerusform>%Ln films of that name exist already</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Failure</name>
    <message numerus="yes">
      <source>Tried %n time(s) by %1.</source>
      <translation>
        <numerusform>Tried %Ln time by %1.</numerusform>
        <numerusform>Tried %Ln times by %1.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Farm</name>
    <message numerus="yes">
      <source>%n worker(s) render.</source>
      <translation>
        <numerusform>%Ln worker renders.</numerusform>
        <numerusform>%Ln workers render.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Frames wait, and %n worker(s) are idle: jobs are being prepared or joined.</source>
      <translation>
        <numerusform>Frames wait, and %Ln worker is idle: jobs are being prepared or joined.</numerusform>
        <numerusform>Frames wait, and %Ln workers are idle: jobs are being prepared or joined.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Frames wait, but every worker is stopped: %n machine(s) can be started.</source>
      <translation>
        <numerusform>Frames wait, but every worker is stopped: %Ln machine can be started.</numerusform>
        <numerusform>Frames wait, but every worker is stopped: %Ln machines can be started.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FarmPanel</name>
    <message numerus="yes">
      <source>It is tried again in %n seconds.</source>
      <translation>
        <numerusform>It is tried again in %Ln second.</numerusform>
        <numerusform>It is tried again in %Ln seconds.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FarmTiles</name>
    <message numerus="yes">
      <source>in %n job(s)</source>
      <translation>
        <numerusform>in %Ln job</numerusform>
        <numerusform>in %Ln jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FarmWorkers</name>
    <message numerus="yes">
      <source>%1 · %n frame(s)</source>
      <translation>
        <numerusform>%1 · %Ln frame</numerusform>
        <numerusform>%1 · %Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n frame(s) in the last hour</source>
      <translation>
        <numerusform>%Ln frame in the last hour</numerusform>
        <numerusform>%Ln frames in the last hour</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Formats</name>
    <message numerus="yes">
      <source>%n h ago</source>
      <translation>
        <numerusform>%Ln h ago</numerusform>
        <numerusform>%Ln h ago</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n min ago</source>
      <translation>
        <numerusform>%Ln min ago</numerusform>
        <numerusform>%Ln min ago</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>HistoryRow</name>
    <message numerus="yes">
      <source>%1: %n films.</source>
      <translation>
        <numerusform>%1: %Ln film.</numerusform>
        <numerusform>%1: %Ln films.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n films of “%1”…</source>
      <translation>
        <numerusform>%Ln film of “%1”…</numerusform>
        <numerusform>%Ln films of “%1”…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n films…</source>
      <translation>
        <numerusform>%Ln film…</numerusform>
        <numerusform>All %Ln films…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Forget %n films</source>
      <translation>
        <numerusform>Forget %Ln film</numerusform>
        <numerusform>Forget %Ln films</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Forget %n films?</source>
      <translation>
        <numerusform>Forget %Ln film?</numerusform>
        <numerusform>Forget %Ln films?</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Home</name>
    <message numerus="yes">
      <source>%n field(s)</source>
      <translation>
        <numerusform>%Ln field</numerusform>
        <numerusform>%Ln fields</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>HowLong</name>
    <message numerus="yes">
      <source>%n films of “%1”</source>
      <translation>
        <numerusform>%Ln film of “%1”</numerusform>
        <numerusform>%Ln films of “%1”</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n frames each</source>
      <translation>
        <numerusform>%Ln frame each</numerusform>
        <numerusform>%Ln frames each</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobActions</name>
    <message numerus="yes">
      <source>%1 – %2 rendered frames are lost, and what %n workers draw now. Pause instead to go on later.</source>
      <translation>
        <numerusform>%1 – %2 rendered frames are lost, and what %Ln worker draws now. Pause instead to go on later.</numerusform>
        <numerusform>%1 – %2 rendered frames are lost, and what %Ln workers draw now. Pause instead to go on later.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Cancel %n jobs…</source>
      <translation>
        <numerusform>Cancel %Ln job…</numerusform>
        <numerusform>Cancel %Ln jobs…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Duplicate %n jobs as new</source>
      <translation>
        <numerusform>Duplicate %Ln job as new</numerusform>
        <numerusform>Duplicate %Ln jobs as new</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Pause %n jobs</source>
      <translation>
        <numerusform>Pause %Ln job</numerusform>
        <numerusform>Pause %Ln jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Queue %n cancelled jobs again</source>
      <translation>
        <numerusform>Queue %Ln cancelled job again</numerusform>
        <numerusform>Queue %Ln cancelled jobs again</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Remove %n jobs from list</source>
      <translation>
        <numerusform>Remove %Ln job from list</numerusform>
        <numerusform>Remove %Ln jobs from list</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n jobs again from the start…</source>
      <translation>
        <numerusform>Render %Ln job again from the start…</numerusform>
        <numerusform>Render %Ln jobs again from the start…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Resume %n jobs</source>
      <translation>
        <numerusform>Resume %Ln job</numerusform>
        <numerusform>Resume %Ln jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Retry %n failed frames</source>
      <translation>
        <numerusform>Retry %Ln failed frame</numerusform>
        <numerusform>Retry %Ln failed frames</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobOverview</name>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%Ln failed</numerusform>
        <numerusform>%Ln failed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n pieces done</source>
      <translation>
        <numerusform>%Ln piece done</numerusform>
        <numerusform>%Ln pieces done</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n rendering</source>
      <translation>
        <numerusform>%Ln rendering</numerusform>
        <numerusform>%Ln rendering</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting</source>
      <translation>
        <numerusform>%Ln waiting</numerusform>
        <numerusform>%Ln waiting</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n warnings so far:</source>
      <translation>
        <numerusform>%Ln warning so far:</numerusform>
        <numerusform>%Ln warnings so far:</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Done with %n warnings:</source>
      <translation>
        <numerusform>Done with %Ln warning:</numerusform>
        <numerusform>Done with %Ln warnings:</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %Ln more</numerusform>
        <numerusform>and %Ln more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Jobs</name>
    <message numerus="yes">
      <source>%1 (%n jobs)</source>
      <translation>
        <numerusform>%1 (%Ln job)</numerusform>
        <numerusform>%1 (%Ln jobs)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n jobs</source>
      <translation>
        <numerusform>All %Ln job</numerusform>
        <numerusform>All %Ln jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %Ln more</numerusform>
        <numerusform>and %Ln more</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>from %n finished pieces</source>
      <translation>
        <numerusform>from %Ln finished piece</numerusform>
        <numerusform>from %Ln finished pieces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>from %n frames drawn</source>
      <translation>
        <numerusform>from %Ln frame drawn</numerusform>
        <numerusform>from %Ln frames drawn</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LogPanel</name>
    <message numerus="yes">
      <source>%n lines were copied.</source>
      <translation>
        <numerusform>%Ln line was copied.</numerusform>
        <numerusform>%Ln lines were copied.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n lines were saved.</source>
      <translation>
        <numerusform>%Ln line was saved.</numerusform>
        <numerusform>%Ln lines were saved.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Machines</name>
    <message numerus="yes">
      <source>%1 of %n machine(s) run</source>
      <translation>
        <numerusform>%1 of %Ln machine runs</numerusform>
        <numerusform>%1 of %Ln machines run</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 · %2 jobs · %n frame(s)</source>
      <translation>
        <numerusform>%1 · %2 jobs · %Ln frame</numerusform>
        <numerusform>%1 · %2 jobs · %Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 · %2 · %n frame(s)</source>
      <translation>
        <numerusform>%1 · %2 · %Ln frame</numerusform>
        <numerusform>%1 · %2 · %Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 – %n worker(s) on them stop in the middle of a piece.</source>
      <translation>
        <numerusform>%1 – %Ln worker on them stops in the middle of a piece.</numerusform>
        <numerusform>%1 – %Ln workers on them stop in the middle of a piece.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1: %2, %3, %n frame(s)</source>
      <translation>
        <numerusform>%1: %2, %3, %Ln frame</numerusform>
        <numerusform>%1: %2, %3, %Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n idle</source>
      <translation>
        <numerusform>%Ln idle</numerusform>
        <numerusform>%Ln idle</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) without a known price</source>
      <translation>
        <numerusform>%Ln machine without a known price</numerusform>
        <numerusform>%Ln machines without a known price</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n not responding</source>
      <translation>
        <numerusform>%Ln not responding</numerusform>
        <numerusform>%Ln not responding</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n tag(s)</source>
      <translation>
        <numerusform>%Ln tag</numerusform>
        <numerusform>%Ln tags</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Copy %n IP address(es)</source>
      <translation>
        <numerusform>Copy %Ln IP address</numerusform>
        <numerusform>Copy %Ln IP addresses</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Copy %n name(s)</source>
      <translation>
        <numerusform>Copy %Ln name</numerusform>
        <numerusform>Copy %Ln names</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Start %n machine(s)</source>
      <translation>
        <numerusform>Start %Ln machine</numerusform>
        <numerusform>Start %Ln machines</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Start %n machine(s)?</source>
      <translation>
        <numerusform>Start %Ln machine?</numerusform>
        <numerusform>Start %Ln machines?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s)</source>
      <translation>
        <numerusform>Stop %Ln machine</numerusform>
        <numerusform>Stop %Ln machines</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) after the current piece?</source>
      <translation>
        <numerusform>Stop %Ln machine after the current piece?</numerusform>
        <numerusform>Stop %Ln machines after the current piece?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) after the current piece…</source>
      <translation>
        <numerusform>Stop %Ln machine after the current piece…</numerusform>
        <numerusform>Stop %Ln machines after the current piece…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) now</source>
      <translation>
        <numerusform>Stop %Ln machine now</numerusform>
        <numerusform>Stop %Ln machines now</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) now?</source>
      <translation>
        <numerusform>Stop %Ln machine now?</numerusform>
        <numerusform>Stop %Ln machines now?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) now…</source>
      <translation>
        <numerusform>Stop %Ln machine now…</numerusform>
        <numerusform>Stop %Ln machines now…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The farm was asked to start %n machine(s).</source>
      <translation>
        <numerusform>The farm was asked to start %Ln machine.</numerusform>
        <numerusform>The farm was asked to start %Ln machines.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The farm was asked to stop %n machine(s) after the current piece.</source>
      <translation>
        <numerusform>The farm was asked to stop %Ln machine after the current piece.</numerusform>
        <numerusform>The farm was asked to stop %Ln machines after the current piece.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The farm was asked to stop %n machine(s) now.</source>
      <translation>
        <numerusform>The farm was asked to stop %Ln machine now.</numerusform>
        <numerusform>The farm was asked to stop %Ln machines now.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Up to %n frame(s) in work are lost and drawn again by others; finished pieces are kept.</source>
      <translation>
        <numerusform>Up to %Ln frame in work is lost and drawn again by others; finished pieces are kept.</numerusform>
        <numerusform>Up to %Ln frames in work are lost and drawn again by others; finished pieces are kept.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Notifications</name>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%Ln failed</numerusform>
        <numerusform>%Ln failed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n film(s) done</source>
      <translation>
        <numerusform>%Ln film done</numerusform>
        <numerusform>%Ln films done</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>OutputPanel</name>
    <message numerus="yes">
      <source>%1 × %2 px, %3 fps, %n frame(s)</source>
      <translation>
        <numerusform>%1 × %2 px, %3 fps, %Ln frame</numerusform>
        <numerusform>%1 × %2 px, %3 fps, %Ln frames</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Preflight</name>
    <message numerus="yes">
      <source>%n field(s) as in the template: %1</source>
      <translation>
        <numerusform>%Ln field as in the template: %1</numerusform>
        <numerusform>%Ln fields as in the template: %1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n thing(s) to settle</source>
      <translation>
        <numerusform>%Ln thing to settle</numerusform>
        <numerusform>%Ln things to settle</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Ready, with %n remark(s)</source>
      <translation>
        <numerusform>Ready, with %Ln remark</numerusform>
        <numerusform>Ready, with %Ln remarks</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PreflightList</name>
    <message numerus="yes">
      <source>Show %n more</source>
      <translation>
        <numerusform>Show %Ln more</numerusform>
        <numerusform>Show %Ln more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PriorityDialog</name>
    <message numerus="yes">
      <source>Priority of %n jobs</source>
      <translation>
        <numerusform>Priority of %Ln job</numerusform>
        <numerusform>Priority of %Ln jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueueActions</name>
    <message numerus="yes">
      <source>Cancel %n jobs</source>
      <translation>
        <numerusform>Cancel %Ln job</numerusform>
        <numerusform>Cancel %Ln jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Cancel %n jobs?</source>
      <translation>
        <numerusform>Cancel %Ln job?</numerusform>
        <numerusform>Cancel %Ln jobs?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Details of %n jobs were copied.</source>
      <translation>
        <numerusform>Details of %Ln job were copied.</numerusform>
        <numerusform>Details of %Ln jobs were copied.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n jobs again?</source>
      <translation>
        <numerusform>Render %Ln job again?</numerusform>
        <numerusform>Render %Ln jobs again?</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueueFilter</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%Ln job</numerusform>
        <numerusform>%Ln jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueuePage</name>
    <message numerus="yes">
      <source>It is asked again in %n seconds.</source>
      <translation>
        <numerusform>It is asked again in %Ln second.</numerusform>
        <numerusform>It is asked again in %Ln seconds.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueueRemoval</name>
    <message numerus="yes">
      <source>%n jobs were removed from the list.</source>
      <translation>
        <numerusform>%Ln job was removed from the list.</numerusform>
        <numerusform>%Ln jobs were removed from the list.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n jobs were removed from the list. Their films stay.</source>
      <translation>
        <numerusform>%Ln job was removed from the list. Its film stays.</numerusform>
        <numerusform>%Ln jobs were removed from the list. Their films stay.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Scaling</name>
    <message numerus="yes">
      <source>%1 %2–%3, at least %n machine(s)</source>
      <translation>
        <numerusform>%1 %2–%3, at least %Ln machine</numerusform>
        <numerusform>%1 %2–%3, at least %Ln machines</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ScalingEffects</name>
    <message numerus="yes">
      <source>%1 machines run, and at most %2 may: %n of them are stopped at once where they are idle, and after what they hold where they are busy.</source>
      <translation>
        <numerusform>%1 machines run, and at most %2 may: %Ln of them is stopped at once where it is idle, and after what it holds where it is busy.</numerusform>
        <numerusform>%1 machines run, and at most %2 may: %Ln of them are stopped at once where they are idle, and after what they hold where they are busy.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) are started, as at least %1 run by it.</source>
      <translation>
        <numerusform>%Ln machine is started, as at least %1 run by it.</numerusform>
        <numerusform>%Ln machines are started, as at least %1 run by it.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) run now and go on running, also when they are idle: nothing stops them any more.</source>
      <translation>
        <numerusform>%Ln machine runs now and goes on running, also when it is idle: nothing stops it any more.</numerusform>
        <numerusform>%Ln machines run now and go on running, also when they are idle: nothing stops them any more.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Of the machines that run, up to %n are stopped if they were idle for %1.</source>
      <translation>
        <numerusform>Of the machines that run, %Ln is stopped if it was idle for %1.</numerusform>
        <numerusform>Of the machines that run, up to %Ln are stopped if they were idle for %1.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Up to %n machine(s) may be started for what waits.</source>
      <translation>
        <numerusform>Up to %Ln machine may be started for what waits.</numerusform>
        <numerusform>Up to %Ln machines may be started for what waits.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ScalingPanel</name>
    <message numerus="yes">
      <source>%1 with %n workers</source>
      <translation>
        <numerusform>%1 with %Ln worker</numerusform>
        <numerusform>%1 with %Ln workers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n change(s), not applied yet</source>
      <translation>
        <numerusform>%Ln change, not applied yet</numerusform>
        <numerusform>%Ln changes, not applied yet</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) run now.</source>
      <translation>
        <numerusform>%Ln machine runs now.</numerusform>
        <numerusform>%Ln machines run now.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n value(s) need attention</source>
      <translation>
        <numerusform>%Ln value needs attention</numerusform>
        <numerusform>%Ln values need attention</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n worker(s) are there now</source>
      <translation>
        <numerusform>%Ln worker is there now</numerusform>
        <numerusform>%Ln workers are there now</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Apply %n change(s)</source>
      <translation>
        <numerusform>Apply %Ln change</numerusform>
        <numerusform>Apply %Ln changes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Apply %n change(s) of the scaling policy?</source>
      <translation>
        <numerusform>Apply %Ln change of the scaling policy?</numerusform>
        <numerusform>Apply %Ln changes of the scaling policy?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The farm has %n machine(s).</source>
      <translation>
        <numerusform>The farm has %Ln machine.</numerusform>
        <numerusform>The farm has %Ln machines.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Without a cap, %n machine(s) may cost %1 per hour for as long as they run.</source>
      <translation>
        <numerusform>Without a cap, %Ln machine may cost %1 per hour for as long as it runs.</numerusform>
        <numerusform>Without a cap, %Ln machines may cost %1 per hour for as long as they run.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Section</name>
    <message numerus="yes">
      <source>Show %n more</source>
      <translation>
        <numerusform>Show %Ln more</numerusform>
        <numerusform>Show %Ln more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Statistics</name>
    <message numerus="yes">
      <source>%1 % less than the %n day(s) before</source>
      <translation>
        <numerusform>%1 % less than the %Ln day before</numerusform>
        <numerusform>%1 % less than the %Ln days before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % less than the %n hour(s) before</source>
      <translation>
        <numerusform>%1 % less than the %Ln hour before</numerusform>
        <numerusform>%1 % less than the %Ln hours before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % less than the %n minute(s) before</source>
      <translation>
        <numerusform>%1 % less than the %Ln minute before</numerusform>
        <numerusform>%1 % less than the %Ln minutes before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % more than the %n day(s) before</source>
      <translation>
        <numerusform>%1 % more than the %Ln day before</numerusform>
        <numerusform>%1 % more than the %Ln days before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % more than the %n hour(s) before</source>
      <translation>
        <numerusform>%1 % more than the %Ln hour before</numerusform>
        <numerusform>%1 % more than the %Ln hours before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % more than the %n minute(s) before</source>
      <translation>
        <numerusform>%1 % more than the %Ln minute before</numerusform>
        <numerusform>%1 % more than the %Ln minutes before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 in the %n day(s) before</source>
      <translation>
        <numerusform>%1 in the %Ln day before</numerusform>
        <numerusform>%1 in the %Ln days before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 in the %n hour(s) before</source>
      <translation>
        <numerusform>%1 in the %Ln hour before</numerusform>
        <numerusform>%1 in the %Ln hours before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 in the %n minute(s) before</source>
      <translation>
        <numerusform>%1 in the %Ln minute before</numerusform>
        <numerusform>%1 in the %Ln minutes before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 times that of the %n day(s) before</source>
      <translation>
        <numerusform>%1 times that of the %Ln day before</numerusform>
        <numerusform>%1 times that of the %Ln days before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 times that of the %n hour(s) before</source>
      <translation>
        <numerusform>%1 times that of the %Ln hour before</numerusform>
        <numerusform>%1 times that of the %Ln hours before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 times that of the %n minute(s) before</source>
      <translation>
        <numerusform>%1 times that of the %Ln minute before</numerusform>
        <numerusform>%1 times that of the %Ln minutes before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n attempt(s) failed</source>
      <translation>
        <numerusform>%Ln attempt failed</numerusform>
        <numerusform>%Ln attempts failed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n failed attempt(s)</source>
      <translation>
        <numerusform>%Ln failed attempt</numerusform>
        <numerusform>%Ln failed attempts</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n frame(s)</source>
      <translation>
        <numerusform>%Ln frame</numerusform>
        <numerusform>%Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Of %n frame(s) it is not known any more which jobs they were for.</source>
      <translation>
        <numerusform>Of %Ln frame it is not known any more which jobs they were for.</numerusform>
        <numerusform>Of %Ln frames it is not known any more which jobs they were for.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Sum of %n row(s)</source>
      <translation>
        <numerusform>Sum of %Ln row</numerusform>
        <numerusform>Sum of %Ln rows</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>as in the %n day(s) before</source>
      <translation>
        <numerusform>as in the %Ln day before</numerusform>
        <numerusform>as in the %Ln days before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>as in the %n hour(s) before</source>
      <translation>
        <numerusform>as in the %Ln hour before</numerusform>
        <numerusform>as in the %Ln hours before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>as in the %n minute(s) before</source>
      <translation>
        <numerusform>as in the %Ln minute before</numerusform>
        <numerusform>as in the %Ln minutes before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>finished; %n job(s) failed</source>
      <translation>
        <numerusform>finished; %Ln job failed</numerusform>
        <numerusform>finished; %Ln jobs failed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>none in the %n day(s) before</source>
      <translation>
        <numerusform>none in the %Ln day before</numerusform>
        <numerusform>none in the %Ln days before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>none in the %n hour(s) before</source>
      <translation>
        <numerusform>none in the %Ln hour before</numerusform>
        <numerusform>none in the %Ln hours before</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>none in the %n minute(s) before</source>
      <translation>
        <numerusform>none in the %Ln minute before</numerusform>
        <numerusform>none in the %Ln minutes before</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StatisticsPanel</name>
    <message numerus="yes">
      <source>%1 of %n row(s)</source>
      <translation>
        <numerusform>%1 of %Ln row</numerusform>
        <numerusform>%1 of %Ln rows</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s)</source>
      <translation>
        <numerusform>%Ln row</numerusform>
        <numerusform>%Ln rows</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) were copied.</source>
      <translation>
        <numerusform>%Ln row was copied.</numerusform>
        <numerusform>%Ln rows were copied.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>TextField</name>
    <message numerus="yes">
      <source>%1 of at most %n characters</source>
      <translation>
        <numerusform>%1 of at most %Ln character</numerusform>
        <numerusform>%1 of at most %Ln characters</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n character(s)</source>
      <translation>
        <numerusform>%Ln character</numerusform>
        <numerusform>%Ln characters</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Throughput</name>
    <message numerus="yes">
      <source>%n more: %1</source>
      <translation>
        <numerusform>%Ln more: %1</numerusform>
        <numerusform>%Ln more: %1</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>WorkersPanel</name>
    <message numerus="yes">
      <source>%n name(s) were copied.</source>
      <translation>
        <numerusform>%Ln name was copied.</numerusform>
        <numerusform>%Ln names were copied.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n worker(s)</source>
      <translation>
        <numerusform>%Ln worker</numerusform>
        <numerusform>%Ln workers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Drain %n worker(s)</source>
      <translation>
        <numerusform>Drain %Ln worker</numerusform>
        <numerusform>Drain %Ln workers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Drain %n worker(s)?</source>
      <translation>
        <numerusform>Drain %Ln worker?</numerusform>
        <numerusform>Drain %Ln workers?</numerusform>
      </translation>
    </message>
  </context>
</TS>
