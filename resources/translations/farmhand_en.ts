<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>FarmPage</name>
    <message numerus="yes">
      <source>of %n core(s)</source>
      <translation>
        <numerusform>of %Ln core</numerusform>
        <numerusform>of %Ln cores</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FarmPanel</name>
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
      <source>%n worker(s) render.</source>
      <translation>
        <numerusform>%Ln worker renders.</numerusform>
        <numerusform>%Ln workers render.</numerusform>
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
    <message numerus="yes">
      <source>Frames wait, and %n worker(s) are idle: jobs are being prepared or joined.</source>
      <translation>
        <numerusform>Frames wait, and %Ln worker is idle: jobs are being prepared or joined.</numerusform>
        <numerusform>Frames wait, and %Ln workers are idle: jobs are being prepared or joined.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>It is tried again in %n seconds.</source>
      <translation>
        <numerusform>It is tried again in %Ln second.</numerusform>
        <numerusform>It is tried again in %Ln seconds.</numerusform>
      </translation>
    </message>
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
</TS>
