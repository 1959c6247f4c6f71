<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
  <context>
    <name>AboutDialog</name>
    <message>
      <source>About Farmhand</source>
      <translation>關於 Farmhand</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Turns After Effects templates into finished videos.</source>
      <translation>把 After Effects 範本變成完成的影片。</translation>
    </message>
    <message>
      <source>Version %1</source>
      <translation>版本 %1</translation>
    </message>
  </context>
  <context>
    <name>Activities</name>
    <message>
      <source>%1 of work for one worker</source>
      <translation>一個工作程序需 %1</translation>
    </message>
    <message>
      <source>%1 per hour</source>
      <translation>每小時 %1</translation>
    </message>
    <message>
      <source>%1 per hour each</source>
      <translation>每部每小時 %1</translation>
    </message>
    <message>
      <source>%1 permitted</source>
      <translation>容許 %1</translation>
    </message>
    <message>
      <source>%1 running</source>
      <translation>%1 部在執行</translation>
    </message>
    <message>
      <source>%1 spent</source>
      <translation>已花費 %1</translation>
    </message>
    <message>
      <source>%1 this hour</source>
      <translation>這個小時 %1</translation>
    </message>
    <message>
      <source>%1 today</source>
      <translation>今天 %1</translation>
    </message>
    <message>
      <source>%1 wanted</source>
      <translation>需要 %1 部</translation>
    </message>
    <message>
      <source>By</source>
      <translation>由誰</translation>
    </message>
    <message>
      <source>Cost cap</source>
      <translation>費用上限</translation>
    </message>
    <message>
      <source>Deadline</source>
      <translation>期限</translation>
    </message>
    <message>
      <source>Did not come up</source>
      <translation>未能啟動</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>Drain</source>
      <translation>排空</translation>
    </message>
    <message>
      <source>Drained</source>
      <translation>已排空</translation>
    </message>
    <message>
      <source>Dry run</source>
      <translation>試行</translation>
    </message>
    <message>
      <source>Idle</source>
      <translation>閒置</translation>
    </message>
    <message>
      <source>Least machines</source>
      <translation>最少機器數</translation>
    </message>
    <message>
      <source>Machines</source>
      <translation>機器</translation>
    </message>
    <message>
      <source>Most machines</source>
      <translation>最多機器數</translation>
    </message>
    <message>
      <source>Not heard of</source>
      <translation>沒有消息</translation>
    </message>
    <message>
      <source>Not possible</source>
      <translation>無法進行</translation>
    </message>
    <message>
      <source>Nothing done</source>
      <translation>沒有動作</translation>
    </message>
    <message>
      <source>Numbers</source>
      <translation>數字</translation>
    </message>
    <message>
      <source>Outcome</source>
      <translation>結果</translation>
    </message>
    <message>
      <source>Policy changed</source>
      <translation>規則已變更</translation>
    </message>
    <message>
      <source>Scaling</source>
      <translation>自動調整</translation>
    </message>
    <message>
      <source>Schedule</source>
      <translation>排程</translation>
    </message>
    <message>
      <source>Shut down</source>
      <translation>關機</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>啟動</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Stop now</source>
      <translation>立即停止</translation>
    </message>
    <message>
      <source>Target time</source>
      <translation>目標時間</translation>
    </message>
    <message>
      <source>Under way</source>
      <translation>進行中</translation>
    </message>
    <message>
      <source>Went wrong</source>
      <translation>出錯</translation>
    </message>
    <message>
      <source>What</source>
      <translation>動作</translation>
    </message>
    <message>
      <source>When</source>
      <translation>時間</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>boots for %1</source>
      <translation>開機需 %1</translation>
    </message>
    <message>
      <source>cap %1</source>
      <translation>上限 %1</translation>
    </message>
    <message>
      <source>drawn in %1 as it was</source>
      <translation>原本需 %1 繪製完成</translation>
    </message>
    <message>
      <source>drawn in %1 then</source>
      <translation>之後需 %1 繪製完成</translation>
    </message>
    <message>
      <source>idle for %1</source>
      <translation>已閒置 %1</translation>
    </message>
    <message>
      <source>least %1</source>
      <translation>最少 %1</translation>
    </message>
    <message>
      <source>most %1</source>
      <translation>最多 %1</translation>
    </message>
    <message>
      <source>silent for %1</source>
      <translation>已 %1 沒有消息</translation>
    </message>
  </context>
  <context>
    <name>ActivityPanel</name>
    <message numerus="yes">
      <source>%n activities are shown</source>
      <translation>
        <numerusform>顯示 %Ln 項活動</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n line(s) were copied.</source>
      <translation>
        <numerusform>已複製 %Ln 行。</numerusform>
      </translation>
    </message>
    <message>
      <source>All words must be found; -word must not.</source>
      <translation>必須包含所有字詞；-字詞 表示不得包含。</translation>
    </message>
    <message>
      <source>Choose activities in the table first.</source>
      <translation>請先在表格中選擇活動。</translation>
    </message>
    <message>
      <source>Clear filter</source>
      <translation>清除篩選</translation>
    </message>
    <message>
      <source>Connect a farm to use more machines.</source>
      <translation>連接算圖農場即可使用更多機器。</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Filter activities</source>
      <translation>篩選活動</translation>
    </message>
    <message>
      <source>Looking at what was decided…</source>
      <translation>正在查看做過的決定…</translation>
    </message>
    <message>
      <source>No activity matches the filter.</source>
      <translation>沒有符合篩選的活動。</translation>
    </message>
    <message>
      <source>Nothing was decided yet.</source>
      <translation>還沒有任何決定。</translation>
    </message>
    <message>
      <source>Only problems</source>
      <translation>只顯示問題</translation>
    </message>
    <message>
      <source>The farm does not answer.</source>
      <translation>算圖農場沒有回應。</translation>
    </message>
    <message>
      <source>The farm does not answer. What you see is as of %1.</source>
      <translation>算圖農場沒有回應。你看到的是 %1 的狀態。</translation>
    </message>
    <message>
      <source>What went wrong, and what could not be done</source>
      <translation>出錯的與無法進行的項目</translation>
    </message>
    <message>
      <source>When machines are started or stopped, it says here by whom, why, and with what end.</source>
      <translation>機器啟動或停止時，這裡會說明由誰、為什麼，以及結果如何。</translation>
    </message>
    <message>
      <source>You render on this computer.</source>
      <translation>你在這部電腦上算圖。</translation>
    </message>
  </context>
  <context>
    <name>ActivityTable</name>
    <message>
      <source>Activities</source>
      <translation>活動</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>複製</translation>
    </message>
  </context>
  <context>
    <name>AfterEffectsRow</name>
    <message>
      <source>Found: %1. Films whose engine is automatic are drawn by it, one at a time.</source>
      <translation>已找到：%1。引擎設為自動的影片會由它逐一算圖。</translation>
    </message>
    <message>
      <source>Not found. It is not needed: films are drawn by the built-in engine.</source>
      <translation>找不到，但不需要：影片由內建引擎繪製。</translation>
    </message>
  </context>
  <context>
    <name>Badge</name>
    <message numerus="yes">
      <source>%n thing(s) approximated</source>
      <translation>
        <numerusform>%Ln 項為近似結果</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>And %n more.</source>
      <translation>
        <numerusform>還有 %Ln 項。</numerusform>
      </translation>
    </message>
    <message>
      <source>Built-in renderer. Click for what is approximated.</source>
      <translation>內建算圖引擎。按一下可查看哪些是近似結果。</translation>
    </message>
    <message>
      <source>Built-in renderer: %1</source>
      <translation>內建算圖引擎：%1</translation>
    </message>
    <message>
      <source>Drawn by Farmhand’s built-in renderer, as the film will be.</source>
      <translation>由 Farmhand 內建的算圖引擎繪製，影片也會是這樣。</translation>
    </message>
    <message>
      <source>Drawn exactly</source>
      <translation>完全精確</translation>
    </message>
    <message>
      <source>Everything in this composition is drawn exactly.</source>
      <translation>這個合成的所有內容都精確繪製。</translation>
    </message>
    <message>
      <source>Not exactly as in After Effects:</source>
      <translation>與 After Effects 不完全相同：</translation>
    </message>
  </context>
  <context>
    <name>BatchColumnsNote</name>
    <message>
      <source>Add columns</source>
      <translation>新增欄</translation>
    </message>
    <message>
      <source>No column fills %1, so every film keeps what the template has there.</source>
      <translation>沒有欄位填入%1，因此每部影片都保留範本中的內容。</translation>
    </message>
    <message>
      <source>Not used, because no field has that name: %1.</source>
      <translation>未使用，因為沒有這個名稱的欄位：%1。</translation>
    </message>
    <message>
      <source>The column “%1” may be for several fields: %2. Choose one above the column.</source>
      <translation>「%1」欄可能對應多個欄位：%2。請在欄的上方選擇一個。</translation>
    </message>
    <message>
      <source>The columns “%1” and “%2” are both for “%3”; the second one is not used.</source>
      <translation>「%1」欄與「%2」欄都對應「%3」，後者不會使用。</translation>
    </message>
  </context>
  <context>
    <name>BatchController</name>
    <message>
      <source>Bring back</source>
      <translation>取回</translation>
    </message>
    <message>
      <source>Save in another folder</source>
      <translation>儲存到其他資料夾</translation>
    </message>
    <message>
      <source>“%1” was closed with edits that are not saved.</source>
      <translation>「%1」已關閉，但有尚未儲存的編輯。</translation>
    </message>
    <message>
      <source>“%1” was saved as UTF-8, because its former encoding lacks some of the characters.</source>
      <translation>「%1」已改存為 UTF-8，因為原本的編碼缺少部分字元。</translation>
    </message>
  </context>
  <context>
    <name>BatchCount</name>
    <message numerus="yes">
      <source>%1 of %n row(s) · only those that need attention</source>
      <translation>
        <numerusform>%Ln 列中的 %1 列 · 只顯示需要注意的列</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n need(s) attention</source>
      <translation>
        <numerusform>%Ln 列需要注意</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s)</source>
      <translation>
        <numerusform>%Ln 列</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchDocument</name>
    <message>
      <source>Add columns</source>
      <translation>新增欄</translation>
    </message>
    <message>
      <source>Change columns</source>
      <translation>變更欄</translation>
    </message>
    <message>
      <source>Disable rows</source>
      <translation>停用列</translation>
    </message>
    <message>
      <source>Duplicate rows</source>
      <translation>複製列</translation>
    </message>
    <message>
      <source>Edit cell</source>
      <translation>編輯儲存格</translation>
    </message>
    <message>
      <source>Enable rows</source>
      <translation>啟用列</translation>
    </message>
    <message>
      <source>Fill down</source>
      <translation>向下填滿</translation>
    </message>
    <message>
      <source>Insert row</source>
      <translation>插入列</translation>
    </message>
    <message>
      <source>Move rows</source>
      <translation>移動列</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>貼上</translation>
    </message>
    <message>
      <source>Reload</source>
      <translation>重新載入</translation>
    </message>
    <message>
      <source>Remove rows</source>
      <translation>移除列</translation>
    </message>
  </context>
  <context>
    <name>BatchFooter</name>
    <message>
      <source>Adding films to the queue</source>
      <translation>正在把影片加入佇列</translation>
    </message>
    <message>
      <source>All films are on their way.</source>
      <translation>所有影片都已在製作中。</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Choose a spreadsheet first.</source>
      <translation>請先選擇試算表。</translation>
    </message>
    <message>
      <source>Choose a template first.</source>
      <translation>請先選擇範本。</translation>
    </message>
    <message>
      <source>Look at a still of every row first?</source>
      <translation>要先看每一列的靜態畫面嗎？</translation>
    </message>
    <message>
      <source>No row can be rendered as it is.</source>
      <translation>目前沒有任何一列可以算圖。</translation>
    </message>
    <message>
      <source>No, thanks</source>
      <translation>不用了</translation>
    </message>
    <message>
      <source>Preparing</source>
      <translation>準備中</translation>
    </message>
    <message>
      <source>Preparing %1 of %2</source>
      <translation>正在準備第 %1 項，共 %2 項</translation>
    </message>
    <message>
      <source>Proof sheet</source>
      <translation>校樣表</translation>
    </message>
    <message numerus="yes">
      <source>Render %1 of %n</source>
      <translation>
        <numerusform>算圖 %1 列，共 %Ln 列</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n film(s)</source>
      <translation>
        <numerusform>算圖 %Ln 部影片</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Render %n film(s) again</source>
      <translation>
        <numerusform>再次算圖 %Ln 部影片</numerusform>
      </translation>
    </message>
    <message>
      <source>Render films</source>
      <translation>算圖</translation>
    </message>
    <message>
      <source>Show queue</source>
      <translation>顯示佇列</translation>
    </message>
    <message>
      <source>The pattern of the file names cannot be used.</source>
      <translation>無法使用這個檔名樣式。</translation>
    </message>
    <message>
      <source>The rows are being checked.</source>
      <translation>正在檢查各列。</translation>
    </message>
  </context>
  <context>
    <name>BatchGrid</name>
    <message numerus="yes">
      <source>%n percent</source>
      <translation>
        <numerusform>百分之 %Ln</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n problem(s)</source>
      <translation>
        <numerusform>%Ln 個問題</numerusform>
      </translation>
    </message>
    <message>
      <source>A film of that name exists already, and was kept.</source>
      <translation>同名的影片已經存在，並保留下來。</translation>
    </message>
    <message>
      <source>Changed since</source>
      <translation>之後有變更</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>檢查</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>檢查中…</translation>
    </message>
    <message>
      <source>Left out</source>
      <translation>不算圖</translation>
    </message>
    <message>
      <source>Output name</source>
      <translation>輸出名稱</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>就緒</translation>
    </message>
    <message>
      <source>Skipped</source>
      <translation>已略過</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>狀態</translation>
    </message>
    <message>
      <source>Template’s photo</source>
      <translation>範本的照片</translation>
    </message>
    <message>
      <source>The row was edited after its film was queued. Render it again to bring the film up to date.</source>
      <translation>這一列在影片加入佇列後又編輯過。請再次算圖讓影片保持最新。</translation>
    </message>
    <message>
      <source>Thumbnail</source>
      <translation>縮圖</translation>
    </message>
    <message>
      <source>empty</source>
      <translation>空白</translation>
    </message>
  </context>
  <context>
    <name>BatchGridView</name>
    <message>
      <source>Rows of the spreadsheet</source>
      <translation>試算表的列</translation>
    </message>
  </context>
  <context>
    <name>BatchHeader</name>
    <message>
      <source>Choose…</source>
      <translation>選擇…</translation>
    </message>
    <message>
      <source>Crop of %1</source>
      <translation>%1 的裁切</translation>
    </message>
    <message>
      <source>Film name</source>
      <translation>影片名稱</translation>
    </message>
    <message>
      <source>Focal point of %1</source>
      <translation>%1 的焦點</translation>
    </message>
    <message>
      <source>How %1 is fitted</source>
      <translation>%1 的配合方式</translation>
    </message>
    <message>
      <source>No field</source>
      <translation>無欄位</translation>
    </message>
    <message>
      <source>Not used</source>
      <translation>未使用</translation>
    </message>
    <message>
      <source>The column “%1” is for: %2</source>
      <translation>「%1」欄用於：%2</translation>
    </message>
    <message>
      <source>What the column %1 is for</source>
      <translation>「%1」欄的用途</translation>
    </message>
  </context>
  <context>
    <name>BatchJobs</name>
    <message numerus="yes">
      <source>Adding %n film(s) to the queue</source>
      <translation>
        <numerusform>正在把 %Ln 部影片加入佇列</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BatchPage</name>
    <message numerus="yes">
      <source>%n film(s) added to the queue.</source>
      <translation>
        <numerusform>已把 %Ln 部影片加入佇列。</numerusform>
      </translation>
    </message>
    <message>
      <source>Choose a template…</source>
      <translation>選擇範本…</translation>
    </message>
    <message>
      <source>Choose another file…</source>
      <translation>選擇其他檔案…</translation>
    </message>
    <message>
      <source>Choose another template…</source>
      <translation>選擇其他範本…</translation>
    </message>
    <message>
      <source>Choose folder…</source>
      <translation>選擇資料夾…</translation>
    </message>
    <message>
      <source>Choose music…</source>
      <translation>選擇音樂…</translation>
    </message>
    <message>
      <source>Choose the template that the films are made from, then a spreadsheet with a row per film</source>
      <translation>先選擇製作影片的範本，再選擇每部影片一列的試算表</translation>
    </message>
    <message>
      <source>Create from this template</source>
      <translation>以這個範本建立</translation>
    </message>
    <message>
      <source>Drop a CSV, or create one from this template</source>
      <translation>拖放 CSV 檔，或以這個範本建立一個</translation>
    </message>
    <message>
      <source>Drop “%1” on the row that it is for.</source>
      <translation>請將「%1」拖放到它所屬的列上。</translation>
    </message>
    <message>
      <source>Many films from one spreadsheet</source>
      <translation>一份試算表，多部影片</translation>
    </message>
    <message>
      <source>One row per film, one column per field. Spreadsheet programs save CSV files by “Save as”.</source>
      <translation>每部影片一列，每個欄位一欄。試算表軟體可用「另存新檔」存成 CSV 檔。</translation>
    </message>
    <message>
      <source>Open a CSV…</source>
      <translation>開啟 CSV…</translation>
    </message>
    <message>
      <source>Opening %1…</source>
      <translation>正在開啟 %1…</translation>
    </message>
    <message>
      <source>Render with substitutes</source>
      <translation>以替代項目算圖</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>另存新檔…</translation>
    </message>
    <message>
      <source>Show queue</source>
      <translation>顯示佇列</translation>
    </message>
    <message>
      <source>Try a sample</source>
      <translation>試試範例</translation>
    </message>
    <message>
      <source>“%1” cannot be used here: drop a template, a spreadsheet or a photo.</source>
      <translation>這裡無法使用「%1」：請拖放範本、試算表或照片。</translation>
    </message>
    <message>
      <source>“%1” is a workbook. Save it as CSV in your spreadsheet program, and drop that file.</source>
      <translation>「%1」是活頁簿。請在試算表程式中另存為 CSV，再拖放該檔案。</translation>
    </message>
  </context>
  <context>
    <name>BatchPreview</name>
    <message>
      <source>Frame</source>
      <translation>影格</translation>
    </message>
    <message>
      <source>No row</source>
      <translation>沒有列</translation>
    </message>
    <message>
      <source>Row %1</source>
      <translation>第 %1 列</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>Updating…</source>
      <translation>更新中…</translation>
    </message>
  </context>
  <context>
    <name>BatchProblemsBar</name>
    <message>
      <source>Accept substitutes</source>
      <translation>接受替代</translation>
    </message>
    <message>
      <source>Choose a template to have the rows checked.</source>
      <translation>請選擇範本，以便檢查各列。</translation>
    </message>
    <message>
      <source>Make films although their fonts lack characters: other fonts stand in</source>
      <translation>即使字型缺少字元仍製作影片：以其他字型替代</translation>
    </message>
    <message>
      <source>Show only these</source>
      <translation>只顯示這些</translation>
    </message>
  </context>
  <context>
    <name>BatchProof</name>
    <message>
      <source>Saving %1</source>
      <translation>正在儲存 %1</translation>
    </message>
  </context>
  <context>
    <name>BatchProofModel</name>
    <message>
      <source>Row %1, %2, %3</source>
      <translation>第 %1 列，%2，%3</translation>
    </message>
    <message>
      <source>drawn</source>
      <translation>已繪製</translation>
    </message>
    <message>
      <source>not drawn yet</source>
      <translation>尚未繪製</translation>
    </message>
  </context>
  <context>
    <name>BatchProofSheet</name>
    <message>
      <source>%1 of %2 stills</source>
      <translation>%1 張靜態畫面，共 %2 張</translation>
    </message>
    <message numerus="yes">
      <source>%n file(s) saved.</source>
      <translation>
        <numerusform>已儲存 %Ln 個檔案。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n still(s) per row</source>
      <translation>
        <numerusform>每列 %Ln 張靜態畫面</numerusform>
      </translation>
    </message>
    <message>
      <source>Back to the rows</source>
      <translation>回到各列</translation>
    </message>
    <message>
      <source>PDF</source>
      <translation>PDF</translation>
    </message>
    <message>
      <source>PNG pictures</source>
      <translation>PNG 圖片</translation>
    </message>
    <message>
      <source>Proof sheet</source>
      <translation>校樣表</translation>
    </message>
    <message numerus="yes">
      <source>Proof sheet, %n still(s)</source>
      <translation>
        <numerusform>校樣表，%Ln 張靜態畫面</numerusform>
      </translation>
    </message>
    <message>
      <source>Save the proof sheet</source>
      <translation>儲存校樣表</translation>
    </message>
    <message>
      <source>Save…</source>
      <translation>儲存…</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Stills</source>
      <translation>靜態畫面</translation>
    </message>
    <message>
      <source>Stills per row</source>
      <translation>每列的靜態畫面</translation>
    </message>
    <message>
      <source>Stills that are drawn</source>
      <translation>已繪製的靜態畫面</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>proof</source>
      <translation>校樣</translation>
    </message>
  </context>
  <context>
    <name>BatchReloadCard</name>
    <message>
      <source>Keep what is here</source>
      <translation>保留目前內容</translation>
    </message>
    <message>
      <source>Reload</source>
      <translation>重新載入</translation>
    </message>
    <message>
      <source>Reloading replaces your edits; Undo brings them back.</source>
      <translation>重新載入會取代你的編輯；可用「復原」取回。</translation>
    </message>
    <message>
      <source>“%1” was changed by another program.</source>
      <translation>「%1」已被其他程式變更。</translation>
    </message>
  </context>
  <context>
    <name>BatchRowCommands</name>
    <message numerus="yes">
      <source>%n column(s) to the right of the last one were not pasted.</source>
      <translation>
        <numerusform>最後一欄右側的 %Ln 欄沒有貼上。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) removed.</source>
      <translation>
        <numerusform>已移除 %Ln 列。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) were not pasted, because not all rows are shown.</source>
      <translation>
        <numerusform>有 %Ln 列沒有貼上，因為並未顯示所有的列。</numerusform>
      </translation>
    </message>
    <message>
      <source>Choose a photo</source>
      <translation>選擇照片</translation>
    </message>
    <message>
      <source>Choose photo…</source>
      <translation>選擇照片…</translation>
    </message>
    <message>
      <source>Clear cells</source>
      <translation>清除儲存格</translation>
    </message>
    <message>
      <source>Disable</source>
      <translation>停用</translation>
    </message>
    <message>
      <source>Drop the photo on a row, in the column %1.</source>
      <translation>請把照片拖放到某一列的「%1」欄。</translation>
    </message>
    <message>
      <source>Duplicate</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Enable</source>
      <translation>啟用</translation>
    </message>
    <message>
      <source>Insert row above</source>
      <translation>在上方插入列</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>No column of this spreadsheet takes a photo.</source>
      <translation>這份試算表沒有放照片的欄。</translation>
    </message>
    <message>
      <source>None of these rows can be rendered.</source>
      <translation>這些列都無法算圖。</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>貼上</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Play result</source>
      <translation>播放成品</translation>
    </message>
    <message>
      <source>Preview this row</source>
      <translation>預覽這一列</translation>
    </message>
    <message>
      <source>Put in photos</source>
      <translation>放入照片</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message numerus="yes">
      <source>Render %n row(s)</source>
      <translation>
        <numerusform>算圖 %Ln 列</numerusform>
      </translation>
    </message>
    <message>
      <source>Render only this row</source>
      <translation>只算圖這一列</translation>
    </message>
    <message>
      <source>Show in the queue</source>
      <translation>在佇列中顯示</translation>
    </message>
    <message>
      <source>These films are on their way.</source>
      <translation>這些影片已在製作中。</translation>
    </message>
  </context>
  <context>
    <name>BatchSource</name>
    <message>
      <source>New spreadsheet</source>
      <translation>新試算表</translation>
    </message>
    <message>
      <source>Opening %1</source>
      <translation>正在開啟 %1</translation>
    </message>
    <message>
      <source>Reading %1</source>
      <translation>正在讀取 %1</translation>
    </message>
    <message>
      <source>Saving %1</source>
      <translation>正在儲存 %1</translation>
    </message>
  </context>
  <context>
    <name>BatchSourceBar</name>
    <message>
      <source>Big5</source>
      <translation>Big5</translation>
    </message>
    <message>
      <source>Choose a spreadsheet</source>
      <translation>選擇試算表</translation>
    </message>
    <message>
      <source>Choose a template</source>
      <translation>選擇範本</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選擇…</translation>
    </message>
    <message>
      <source>Comma</source>
      <translation>逗號</translation>
    </message>
    <message>
      <source>Composition</source>
      <translation>合成</translation>
    </message>
    <message>
      <source>Detected</source>
      <translation>自動偵測</translation>
    </message>
    <message>
      <source>Encoding</source>
      <translation>編碼</translation>
    </message>
    <message>
      <source>New from this template</source>
      <translation>以這個範本新增</translation>
    </message>
    <message>
      <source>Open…</source>
      <translation>開啟…</translation>
    </message>
    <message>
      <source>Read again from the disk</source>
      <translation>從磁碟重新讀取</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>範例</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>儲存</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>另存新檔…</translation>
    </message>
    <message>
      <source>Save the spreadsheet</source>
      <translation>儲存試算表</translation>
    </message>
    <message>
      <source>Semicolon</source>
      <translation>分號</translation>
    </message>
    <message>
      <source>Separator</source>
      <translation>分隔符號</translation>
    </message>
    <message>
      <source>Spreadsheet</source>
      <translation>試算表</translation>
    </message>
    <message>
      <source>Spreadsheets</source>
      <translation>試算表</translation>
    </message>
    <message>
      <source>Tab</source>
      <translation>定位字元</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>範本</translation>
    </message>
    <message>
      <source>Templates</source>
      <translation>範本</translation>
    </message>
    <message>
      <source>UTF-16</source>
      <translation>UTF-16</translation>
    </message>
    <message>
      <source>UTF-8</source>
      <translation>UTF-8</translation>
    </message>
    <message>
      <source>UTF-8 with mark</source>
      <translation>UTF-8（含 BOM）</translation>
    </message>
    <message>
      <source>Windows-1252</source>
      <translation>Windows-1252</translation>
    </message>
    <message>
      <source>spreadsheet</source>
      <translation>試算表</translation>
    </message>
  </context>
  <context>
    <name>BatchSummary</name>
    <message numerus="yes">
      <source>%n duplicate output name(s)</source>
      <translation>
        <numerusform>%Ln 個重複的輸出名稱</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out</source>
      <translation>
        <numerusform>%Ln 列不算圖</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n missing photo(s)</source>
      <translation>
        <numerusform>缺少 %Ln 張照片</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n of %1 rows need(s) attention</source>
      <translation>
        <numerusform>%1 列中有 %Ln 列需要注意</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n of %1 rows need(s) attention: %2</source>
      <translation>
        <numerusform>%1 列中有 %Ln 列需要注意：%2</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) ready</source>
      <translation>
        <numerusform>%Ln 列就緒</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) with too few or too many cells</source>
      <translation>
        <numerusform>%Ln 列的儲存格太少或太多</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) with characters that the font lacks</source>
      <translation>
        <numerusform>%Ln 段文字含有字型缺少的字元</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unusable photo setting(s)</source>
      <translation>
        <numerusform>%Ln 個無法使用的照片設定</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unusable photo(s)</source>
      <translation>
        <numerusform>%Ln 張無法使用的照片</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unusable text(s)</source>
      <translation>
        <numerusform>%Ln 個無法使用的文字</numerusform>
      </translation>
    </message>
    <message>
      <source>Checking %1 of %2 rows…</source>
      <translation>正在檢查第 %1 列，共 %2 列…</translation>
    </message>
  </context>
  <context>
    <name>BottomBar</name>
    <message>
      <source>%1 · again in %2 s</source>
      <translation>%1 · %2 秒後再試</translation>
    </message>
    <message>
      <source>%1, %2</source>
      <translation>%1，%2</translation>
    </message>
    <message>
      <source>%1: %2</source>
      <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
      <source>%n queued</source>
      <translation>
        <numerusform>%Ln 個排隊中</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n rendering</source>
      <translation>
        <numerusform>%Ln 個算圖中</numerusform>
      </translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Cancelling…</source>
      <translation>正在取消…</translation>
    </message>
    <message>
      <source>Connect a farm…</source>
      <translation>連接算圖農場…</translation>
    </message>
    <message>
      <source>Connected</source>
      <translation>已連線</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>連線中…</translation>
    </message>
    <message>
      <source>Could not start</source>
      <translation>無法啟動</translation>
    </message>
    <message>
      <source>Empty in %1</source>
      <translation>%1後完成</translation>
    </message>
    <message>
      <source>Farm connection settings</source>
      <translation>農場連線設定</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>估算中…</translation>
    </message>
    <message>
      <source>No answer since %1</source>
      <translation>自 %1 起沒有回應</translation>
    </message>
    <message>
      <source>No connection</source>
      <translation>沒有連線</translation>
    </message>
    <message>
      <source>Nothing queued</source>
      <translation>佇列是空的</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暫停</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>就緒</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>啟動中…</translation>
    </message>
  </context>
  <context>
    <name>BuiltinRow</name>
    <message>
      <source>Built-in engine</source>
      <translation>內建引擎</translation>
    </message>
    <message>
      <source>Drawing one frame of a sample…</source>
      <translation>正在繪製範例的一個影格…</translation>
    </message>
    <message>
      <source>Found. It is part of Farmhand and draws everything on this computer.</source>
      <translation>已就緒。它是 Farmhand 的一部分，在這部電腦上負責所有繪製。</translation>
    </message>
    <message>
      <source>It works: a frame of %1 × %2 pixels was drawn in %3 s, after %4 s to start.</source>
      <translation>運作正常：%1 × %2 像素的影格以 %3 秒繪製完成，啟動花了 %4 秒。</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>測試</translation>
    </message>
    <message>
      <source>The test did not succeed.</source>
      <translation>測試沒有成功。</translation>
    </message>
  </context>
  <context>
    <name>CellEditor</name>
    <message>
      <source>Choose photo…</source>
      <translation>選擇照片…</translation>
    </message>
  </context>
  <context>
    <name>Closing</name>
    <message numerus="yes">
      <source>%1: %2. %n drawn frame(s) are kept, and these films go on at the next start.</source>
      <translation>
        <numerusform>%1：%2。已繪製的 %Ln 個影格會保留，下次啟動時這些影片會繼續。</numerusform>
      </translation>
    </message>
    <message>
      <source>Films are still being rendered on this computer. They go on at the next start.</source>
      <translation>這部電腦上仍有影片在算圖。下次啟動時會繼續。</translation>
    </message>
    <message>
      <source>Keep rendering</source>
      <translation>繼續算圖</translation>
    </message>
    <message>
      <source>Keep rendering in the tray</source>
      <translation>在系統匣繼續算圖</translation>
    </message>
    <message>
      <source>Keep rendering in the tray?</source>
      <translation>要在系統匣繼續算圖嗎？</translation>
    </message>
    <message>
      <source>Stop and quit</source>
      <translation>停止並結束</translation>
    </message>
    <message>
      <source>Stop rendering?</source>
      <translation>要停止算圖嗎？</translation>
    </message>
  </context>
  <context>
    <name>ColumnsMenu</name>
    <message>
      <source>As there is room</source>
      <translation>依可用空間</translation>
    </message>
    <message>
      <source>Columns</source>
      <translation>欄</translation>
    </message>
  </context>
  <context>
    <name>Commands</name>
    <message>
      <source>10 frames back</source>
      <translation>後退 10 個影格</translation>
    </message>
    <message>
      <source>10 frames on</source>
      <translation>前進 10 個影格</translation>
    </message>
    <message>
      <source>About Farmhand</source>
      <translation>關於 Farmhand</translation>
    </message>
    <message>
      <source>Add to queue</source>
      <translation>加入佇列</translation>
    </message>
    <message>
      <source>Batch</source>
      <translation>批次</translation>
    </message>
    <message>
      <source>Before and after</source>
      <translation>前後對照</translation>
    </message>
    <message>
      <source>Cancel or remove…</source>
      <translation>取消或移除…</translation>
    </message>
    <message>
      <source>Cancel…</source>
      <translation>取消…</translation>
    </message>
    <message>
      <source>Compose</source>
      <translation>製作</translation>
    </message>
    <message>
      <source>Copy cells</source>
      <translation>複製儲存格</translation>
    </message>
    <message>
      <source>Copy details</source>
      <translation>複製詳細資料</translation>
    </message>
    <message>
      <source>Copy lines</source>
      <translation>複製各行</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細資料</translation>
    </message>
    <message>
      <source>Duplicate as new</source>
      <translation>複製為新工作</translation>
    </message>
    <message>
      <source>Edit cell</source>
      <translation>編輯儲存格</translation>
    </message>
    <message>
      <source>Fill down</source>
      <translation>向下填滿</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>篩選</translation>
    </message>
    <message>
      <source>Find in log</source>
      <translation>在記錄中尋找</translation>
    </message>
    <message>
      <source>Find next</source>
      <translation>尋找下一個</translation>
    </message>
    <message>
      <source>Find previous</source>
      <translation>尋找上一個</translation>
    </message>
    <message>
      <source>First frame</source>
      <translation>第一個影格</translation>
    </message>
    <message>
      <source>Follow</source>
      <translation>跟隨</translation>
    </message>
    <message>
      <source>Home</source>
      <translation>首頁</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>鍵盤快速鍵</translation>
    </message>
    <message>
      <source>Last frame</source>
      <translation>最後一個影格</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>記錄</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Move to bottom</source>
      <translation>移到最後</translation>
    </message>
    <message>
      <source>Move to top</source>
      <translation>移到最前</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>Next error</source>
      <translation>下一個錯誤</translation>
    </message>
    <message>
      <source>Next frame</source>
      <translation>下一個影格</translation>
    </message>
    <message>
      <source>Next problem</source>
      <translation>下一個問題</translation>
    </message>
    <message>
      <source>Open in Compose</source>
      <translation>在「製作」中開啟</translation>
    </message>
    <message>
      <source>Open…</source>
      <translation>開啟…</translation>
    </message>
    <message>
      <source>Paste cells</source>
      <translation>貼上儲存格</translation>
    </message>
    <message>
      <source>Pause or resume</source>
      <translation>暫停或繼續</translation>
    </message>
    <message>
      <source>Play or stop</source>
      <translation>播放或停止</translation>
    </message>
    <message>
      <source>Play result</source>
      <translation>播放成品</translation>
    </message>
    <message>
      <source>Previous frame</source>
      <translation>上一個影格</translation>
    </message>
    <message>
      <source>Priority…</source>
      <translation>優先順序…</translation>
    </message>
    <message>
      <source>Proof sheet</source>
      <translation>校樣表</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>佇列</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>結束</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>重新整理</translation>
    </message>
    <message>
      <source>Remove from list</source>
      <translation>從清單移除</translation>
    </message>
    <message>
      <source>Remove rows</source>
      <translation>移除列</translation>
    </message>
    <message>
      <source>Render</source>
      <translation>算圖</translation>
    </message>
    <message>
      <source>Render again from the start</source>
      <translation>從頭再次算圖</translation>
    </message>
    <message>
      <source>Render now</source>
      <translation>立即算圖</translation>
    </message>
    <message>
      <source>Reset field to template</source>
      <translation>把欄位還原為範本內容</translation>
    </message>
    <message>
      <source>Reset layout</source>
      <translation>重設版面配置</translation>
    </message>
    <message>
      <source>Retry failed frames</source>
      <translation>重試失敗的影格</translation>
    </message>
    <message>
      <source>Safe areas</source>
      <translation>安全框</translation>
    </message>
    <message>
      <source>Save filled project…</source>
      <translation>儲存填好的專案…</translation>
    </message>
    <message>
      <source>Save log…</source>
      <translation>儲存記錄…</translation>
    </message>
    <message>
      <source>Save this frame…</source>
      <translation>儲存這個影格…</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>設定</translation>
    </message>
    <message>
      <source>Show all jobs</source>
      <translation>顯示所有工作</translation>
    </message>
    <message>
      <source>Show done jobs</source>
      <translation>顯示已完成的工作</translation>
    </message>
    <message>
      <source>Show failed jobs</source>
      <translation>顯示失敗的工作</translation>
    </message>
    <message>
      <source>Show field in preview</source>
      <translation>在預覽中顯示欄位</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Show jobs that need attention</source>
      <translation>顯示需要注意的工作</translation>
    </message>
    <message>
      <source>Show paused jobs</source>
      <translation>顯示已暫停的工作</translation>
    </message>
    <message>
      <source>Show running jobs</source>
      <translation>顯示進行中的工作</translation>
    </message>
    <message>
      <source>Show waiting jobs</source>
      <translation>顯示等待中的工作</translation>
    </message>
    <message>
      <source>This computer</source>
      <translation>這部電腦</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
  </context>
  <context>
    <name>ComposeController</name>
    <message>
      <source>Open it again</source>
      <translation>再次開啟</translation>
    </message>
    <message>
      <source>Opening %1</source>
      <translation>正在開啟 %1</translation>
    </message>
    <message>
      <source>“%1” was closed with what you had put in.</source>
      <translation>「%1」連同你填入的內容一起關閉了。</translation>
    </message>
  </context>
  <context>
    <name>ComposeEditor</name>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
    <message>
      <source>Choose a photo</source>
      <translation>選擇照片</translation>
    </message>
    <message>
      <source>Drop the photo on a photo field, or on its place in the picture.</source>
      <translation>請把照片拖放到照片欄位，或畫面中它的位置。</translation>
    </message>
    <message>
      <source>Hide output</source>
      <translation>隱藏輸出</translation>
    </message>
    <message>
      <source>Photos (%1)</source>
      <translation>照片 (%1)</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Render</source>
      <translation>算圖</translation>
    </message>
    <message>
      <source>Show output</source>
      <translation>顯示輸出</translation>
    </message>
    <message>
      <source>This composition has no place for a photo.</source>
      <translation>這個合成沒有放照片的位置。</translation>
    </message>
    <message>
      <source>This field does not show anywhere in this composition.</source>
      <translation>這個欄位在這個合成中不會出現。</translation>
    </message>
    <message>
      <source>“%1” is done.</source>
      <translation>「%1」已完成。</translation>
    </message>
  </context>
  <context>
    <name>ComposeFilms</name>
    <message numerus="yes">
      <source>%n thing(s) must be settled before this film can be rendered.</source>
      <translation>
        <numerusform>這部影片算圖前還有 %Ln 件事必須處理。</numerusform>
      </translation>
    </message>
    <message>
      <source>Adding %1 to the queue</source>
      <translation>正在把 %1 加入佇列</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>顯示</translation>
    </message>
    <message>
      <source>They are marked in the list above, each with what can be done about it.</source>
      <translation>它們已標示在上方清單中，並附上各自的處理方法。</translation>
    </message>
    <message>
      <source>“%1” exists already, so nothing was rendered.</source>
      <translation>「%1」已存在，所以沒有算圖。</translation>
    </message>
    <message>
      <source>“%1” is rendering.</source>
      <translation>「%1」算圖中。</translation>
    </message>
    <message>
      <source>“%1” was added to the queue.</source>
      <translation>「%1」已加入佇列。</translation>
    </message>
  </context>
  <context>
    <name>ComposePage</name>
    <message>
      <source>%1 filled</source>
      <translation>%1 已填寫</translation>
    </message>
    <message>
      <source>After Effects projects (*.aep *.aepx)</source>
      <translation>After Effects 專案 (*.aep *.aepx)</translation>
    </message>
    <message>
      <source>Back to %1</source>
      <translation>回到 %1</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Choose another…</source>
      <translation>選擇其他…</translation>
    </message>
    <message>
      <source>Drop an After Effects project (.aep, .aepx, .zip or folder) here, or begin with a sample.</source>
      <translation>把 After Effects 專案（.aep、.aepx、.zip 或資料夾）拖放到這裡，或從範例開始。</translation>
    </message>
    <message>
      <source>Open a template to fill in its text and photos</source>
      <translation>開啟範本，填入文字與照片</translation>
    </message>
    <message>
      <source>Opening %1…</source>
      <translation>正在開啟 %1…</translation>
    </message>
    <message>
      <source>Open…</source>
      <translation>開啟…</translation>
    </message>
    <message>
      <source>Pictures (*.png)</source>
      <translation>圖片 (*.png)</translation>
    </message>
    <message>
      <source>Save filled project</source>
      <translation>儲存填好的專案</translation>
    </message>
    <message>
      <source>Save this frame</source>
      <translation>儲存這個影格</translation>
    </message>
    <message>
      <source>Try a sample</source>
      <translation>試試範例</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>“%1” cannot be used here: drop a template, a spreadsheet or a photo.</source>
      <translation>「%1」不能用在這裡：請拖放範本、試算表或照片。</translation>
    </message>
  </context>
  <context>
    <name>ComposeSaving</name>
    <message>
      <source>%1 was saved.</source>
      <translation>%1 已儲存。</translation>
    </message>
    <message>
      <source>Saving %1</source>
      <translation>正在儲存 %1</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
  </context>
  <context>
    <name>ComposeValues</name>
    <message>
      <source>Edit “%1”</source>
      <translation>編輯「%1」</translation>
    </message>
  </context>
  <context>
    <name>ComputerPanel</name>
    <message>
      <source>Connect a farm…</source>
      <translation>連接算圖農場…</translation>
    </message>
    <message>
      <source>Disk for films</source>
      <translation>影片所在磁碟</translation>
    </message>
    <message>
      <source>It takes about two minutes with the address and the password from the farm’s admin.</source>
      <translation>有了農場管理員提供的位址與密碼，大約需要兩分鐘。</translation>
    </message>
    <message>
      <source>Keep this computer usable</source>
      <translation>讓這部電腦保持順暢</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>記憶體</translation>
    </message>
    <message>
      <source>Nothing is being rendered. Films that you queue are rendered here.</source>
      <translation>目前沒有算圖。你加入佇列的影片會在這裡算圖。</translation>
    </message>
    <message>
      <source>Pause rendering</source>
      <translation>暫停算圖</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>處理器</translation>
    </message>
    <message>
      <source>Rendering is paused. What is queued waits until you resume it.</source>
      <translation>算圖已暫停。佇列中的項目會等到你繼續。</translation>
    </message>
    <message>
      <source>Rendering on this computer could not be started.</source>
      <translation>無法在這部電腦上啟動算圖。</translation>
    </message>
    <message>
      <source>Rendering settings</source>
      <translation>算圖設定</translation>
    </message>
    <message>
      <source>Renders give way to other programs, and leave one core to them.</source>
      <translation>算圖會讓其他程式優先，並留一個核心給它們。</translation>
    </message>
    <message>
      <source>Resume rendering</source>
      <translation>繼續算圖</translation>
    </message>
    <message>
      <source>There is nothing to render.</source>
      <translation>沒有需要算圖的項目。</translation>
    </message>
    <message>
      <source>You render on this computer. Connect a farm to use more machines.</source>
      <translation>你在這部電腦上算圖。連接算圖農場即可使用更多機器。</translation>
    </message>
    <message>
      <source>free</source>
      <translation>可用</translation>
    </message>
    <message>
      <source>of %1 in use</source>
      <translation>已使用，共 %1</translation>
    </message>
    <message numerus="yes">
      <source>of %n core(s)</source>
      <translation>
        <numerusform>共 %Ln 個核心</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Confirm</name>
    <message numerus="yes">
      <source>%1 and %n more</source>
      <translation>
        <numerusform>%1，以及另外 %Ln 項</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ConnectFarmDialog</name>
    <message>
      <source>Access key for S3</source>
      <translation>S3 的存取金鑰</translation>
    </message>
    <message>
      <source>As it is kept</source>
      <translation>使用已保存的</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Change %1</source>
      <translation>變更 %1</translation>
    </message>
    <message>
      <source>Choose %1</source>
      <translation>選擇 %1</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選擇…</translation>
    </message>
    <message>
      <source>Connect</source>
      <translation>連接</translation>
    </message>
    <message>
      <source>Connect a farm</source>
      <translation>連接算圖農場</translation>
    </message>
    <message>
      <source>Fewer settings</source>
      <translation>較少設定</translation>
    </message>
    <message>
      <source>Give the farm a name and its broker's address.</source>
      <translation>請輸入農場的名稱與訊息伺服器的位址。</translation>
    </message>
    <message>
      <source>Kept in this computer's keyring, and never shown.</source>
      <translation>保存在這部電腦的金鑰圈中，絕不顯示。</translation>
    </message>
    <message>
      <source>More settings</source>
      <translation>更多設定</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名稱</translation>
    </message>
    <message>
      <source>Password</source>
      <translation>密碼</translation>
    </message>
    <message>
      <source>Save and connect</source>
      <translation>儲存並連接</translation>
    </message>
    <message>
      <source>Secret key for S3</source>
      <translation>S3 的私密金鑰</translation>
    </message>
    <message>
      <source>Stop testing</source>
      <translation>停止測試</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>測試</translation>
    </message>
    <message>
      <source>The admin of the farm has the address, a user for you, and its password.</source>
      <translation>位址、你的使用者名稱與密碼，請向農場的管理員索取。</translation>
    </message>
    <message>
      <source>What you call it here: “Studio A”.</source>
      <translation>你在這裡對它的稱呼，例如「Studio A」。</translation>
    </message>
  </context>
  <context>
    <name>CostGuard</name>
    <message>
      <source>%1 of %2 today.</source>
      <translation>今天 %1，上限 %2。</translation>
    </message>
    <message>
      <source>%1 today, without a cap.</source>
      <translation>今天 %1，沒有上限。</translation>
    </message>
    <message>
      <source>At this rate, the cap is not reached before the day (UTC) ends at %1.</source>
      <translation>照這個速度，在這一天（UTC）於 %1 結束前不會達到上限。</translation>
    </message>
    <message>
      <source>At this rate, the cap is reached at %1.</source>
      <translation>照這個速度，%1 會達到上限。</translation>
    </message>
    <message>
      <source>Cap reached</source>
      <translation>已達上限</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>費用</translation>
    </message>
    <message>
      <source>Near it, no machine is started; a quarter of an hour before it, machines finish what they hold; five minutes before it, they are stopped.</source>
      <translation>接近上限時不再啟動機器；達到前十五分鐘，機器會完成手上的內容；達到前五分鐘，機器會停止。</translation>
    </message>
    <message>
      <source>Near the cap</source>
      <translation>接近上限</translation>
    </message>
    <message>
      <source>Nothing keeps the caps, as scaling is off.</source>
      <translation>自動調整已關閉，沒有機制守住上限。</translation>
    </message>
    <message>
      <source>Nothing keeps the caps, as scaling only writes down what it would do.</source>
      <translation>自動調整只記錄會做的事，沒有機制守住上限。</translation>
    </message>
    <message>
      <source>Nothing that costs runs now.</source>
      <translation>目前沒有需要費用的機器在執行。</translation>
    </message>
    <message>
      <source>Now %1 per hour, at most %2.</source>
      <translation>目前每小時 %1，最多 %2。</translation>
    </message>
    <message>
      <source>Now %1 per hour.</source>
      <translation>目前每小時 %1。</translation>
    </message>
    <message>
      <source>The cap is reached: no machine is started before %1, and those that run are stopped. What they held is drawn by others.</source>
      <translation>已達上限：%1 之前不會啟動機器，執行中的機器會停止。它們手上的內容由其他機器繪製。</translation>
    </message>
    <message>
      <source>The cap per hour is reached: no further machine is started, and those that run are stopped in time.</source>
      <translation>已達每小時上限：不再啟動機器，執行中的機器會及時停止。</translation>
    </message>
    <message numerus="yes">
      <source>The price of %n machine(s) is not known: with a cap, they are not started.</source>
      <translation>
        <numerusform>不知道 %Ln 部機器的價格：有上限時不會啟動它們。</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DeadlineValue</name>
    <message>
      <source>Clear</source>
      <translation>清除</translation>
    </message>
    <message>
      <source>Set a deadline</source>
      <translation>設定期限</translation>
    </message>
    <message>
      <source>Set…</source>
      <translation>設定…</translation>
    </message>
  </context>
  <context>
    <name>DiagnosticsRow</name>
    <message>
      <source>Diagnostics</source>
      <translation>診斷資料</translation>
    </message>
    <message>
      <source>Export diagnostics</source>
      <translation>匯出診斷資料</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>匯出…</translation>
    </message>
    <message>
      <source>One file with logs, settings and facts about this computer, to send when something goes wrong. Passwords and the name of your folder are taken out.</source>
      <translation>包含記錄、設定與這部電腦資訊的單一檔案，可在發生問題時寄出。密碼與你的資料夾名稱會先移除。</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>“%1” was written.</source>
      <translation>「%1」已寫入。</translation>
    </message>
  </context>
  <context>
    <name>Docks</name>
    <message>
      <source>%1 in a window of its own</source>
      <translation>獨立視窗中的 %1</translation>
    </message>
  </context>
  <context>
    <name>DropZone</name>
    <message>
      <source>Drop an After Effects template (.aep, .aepx, .zip) or a spreadsheet (.csv) here</source>
      <translation>把 After Effects 範本（.aep、.aepx、.zip）或試算表（.csv）拖放到這裡</translation>
    </message>
    <message>
      <source>Open…</source>
      <translation>開啟…</translation>
    </message>
  </context>
  <context>
    <name>EngineProbe</name>
    <message>
      <source>Testing the engine</source>
      <translation>正在測試引擎</translation>
    </message>
  </context>
  <context>
    <name>ErrorCard</name>
    <message>
      <source>Copy details</source>
      <translation>複製詳細資料</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>關閉</translation>
    </message>
  </context>
  <context>
    <name>Errors</name>
    <message>
      <source>%1 %2 cannot be written to.</source>
      <translation>無法寫入 %1 %2。</translation>
    </message>
    <message>
      <source>%1 Keys are entered apart from it.</source>
      <translation>%1金鑰請另外輸入。</translation>
    </message>
    <message>
      <source>%1 MB are free; about %2 MB are needed.</source>
      <translation>可用 %1 MB；約需要 %2 MB。</translation>
    </message>
    <message>
      <source>%1 Or the bucket does not belong to the account %2.</source>
      <translation>%1或是儲存貯體不屬於帳戶 %2。</translation>
    </message>
    <message>
      <source>%1 Sign messages with the secret “%2” instead.</source>
      <translation>%1請改用機密「%2」簽署訊息。</translation>
    </message>
    <message>
      <source>%1 The bucket is entered apart from it.</source>
      <translation>%1儲存貯體請另外輸入。</translation>
    </message>
    <message>
      <source>%1 cannot be a priority.</source>
      <translation>%1 不能作為優先順序。</translation>
    </message>
    <message>
      <source>%1 cannot be drawn.</source>
      <translation>無法繪製 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be given its footage.</source>
      <translation>無法將素材提供給 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be reached.</source>
      <translation>無法連上 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be read at “%2”.</source>
      <translation>無法讀取 %1 中的「%2」。</translation>
    </message>
    <message>
      <source>%1 cannot be read.</source>
      <translation>無法讀取 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be removed from the list.</source>
      <translation>無法將 %1 從清單移除。</translation>
    </message>
    <message>
      <source>%1 cannot be saved as %2.</source>
      <translation>無法以 %2 儲存 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be started now.</source>
      <translation>現在無法啟動 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be unpacked.</source>
      <translation>無法解壓縮 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be used as a font.</source>
      <translation>%1 無法作為字型使用。</translation>
    </message>
    <message>
      <source>%1 cannot be used.</source>
      <translation>無法使用 %1。</translation>
    </message>
    <message>
      <source>%1 cannot be written.</source>
      <translation>無法寫入 %1。</translation>
    </message>
    <message>
      <source>%1 did not answer in time.</source>
      <translation>%1 沒有及時回應。</translation>
    </message>
    <message>
      <source>%1 did not succeed.</source>
      <translation>%1 did not succeed.</translation>
    </message>
    <message>
      <source>%1 did not succeed: %2.</source>
      <translation>%1 did not succeed: %2.</translation>
    </message>
    <message>
      <source>%1 does not send parts of files.</source>
      <translation>%1 不傳送檔案的一部分。</translation>
    </message>
    <message>
      <source>%1 has %2 bytes.</source>
      <translation>%1 有 %2 個位元組。</translation>
    </message>
    <message>
      <source>%1 has expired.</source>
      <translation>%1 has expired.</translation>
    </message>
    <message>
      <source>%1 has no bucket “%2”.</source>
      <translation>%1 沒有儲存貯體「%2」。</translation>
    </message>
    <message>
      <source>%1 has no column %2.</source>
      <translation>%1 沒有欄 %2。</translation>
    </message>
    <message>
      <source>%1 has too much in it to be searched for a project.</source>
      <translation>%1 中的內容太多，無法從中搜尋專案。</translation>
    </message>
    <message>
      <source>%1 is a folder, not a photo.</source>
      <translation>%1 是資料夾，不是照片。</translation>
    </message>
    <message>
      <source>%1 is a folder.</source>
      <translation>%1 是資料夾。</translation>
    </message>
    <message>
      <source>%1 is a workbook, not a CSV file.</source>
      <translation>%1 是活頁簿，不是 CSV 檔案。</translation>
    </message>
    <message>
      <source>%1 is damaged or incomplete.</source>
      <translation>%1 已損壞或不完整。</translation>
    </message>
    <message>
      <source>%1 is damaged or not complete at “%2”.</source>
      <translation>%1 在「%2」處已損壞或不完整。</translation>
    </message>
    <message>
      <source>%1 is damaged or not complete.</source>
      <translation>%1 已損壞或不完整。</translation>
    </message>
    <message>
      <source>%1 is damaged.</source>
      <translation>%1 已損壞。</translation>
    </message>
    <message>
      <source>%1 is empty.</source>
      <translation>%1 是空的。</translation>
    </message>
    <message>
      <source>%1 is not %2 numbers from 0 to 1.</source>
      <translation>%1 不是 %2 個 0 到 1 之間的數字。</translation>
    </message>
    <message>
      <source>%1 is not a .zip archive.</source>
      <translation>%1 不是 .zip 壓縮檔。</translation>
    </message>
    <message>
      <source>%1 is not a folder.</source>
      <translation>%1 不是資料夾。</translation>
    </message>
    <message>
      <source>%1 is not a photo of a known kind.</source>
      <translation>%1 不是已知格式的照片。</translation>
    </message>
    <message>
      <source>%1 is not an After Effects project.</source>
      <translation>%1 不是 After Effects 專案。</translation>
    </message>
    <message>
      <source>%1 is not the extension of a project.</source>
      <translation>%1 不是專案的副檔名。</translation>
    </message>
    <message>
      <source>%1 is not there.</source>
      <translation>%1 不存在。</translation>
    </message>
    <message>
      <source>%1 is refused.</source>
      <translation>不接受 %1。</translation>
    </message>
    <message>
      <source>%1 is too busy, or has a fault (%2).</source>
      <translation>%1 太忙碌或發生故障（%2）。</translation>
    </message>
    <message>
      <source>%1 is too large for notes about slots.</source>
      <translation>%1 太大，無法作為欄位說明檔。</translation>
    </message>
    <message>
      <source>%1 is too large.</source>
      <translation>%1 太大。</translation>
    </message>
    <message>
      <source>%1 lacks %2 for machines with the tag farmhand:farm=%3.</source>
      <translation>%1 lacks %2 for machines with the tag farmhand:farm=%3.</translation>
    </message>
    <message>
      <source>%1 machines are called “%2”.</source>
      <translation>有 %1 部機器叫「%2」。</translation>
    </message>
    <message>
      <source>%1 may not change how the farm scales.</source>
      <translation>%1 不得變更農場自動調整的方式。</translation>
    </message>
    <message>
      <source>%1 may not change jobs of %2.</source>
      <translation>%1 不得變更 %2 的工作。</translation>
    </message>
    <message>
      <source>%1 may not have the farm forget films.</source>
      <translation>%1 不得要農場清除影片紀錄。</translation>
    </message>
    <message>
      <source>%1 may not start and stop machines.</source>
      <translation>%1 不得啟動與停止機器。</translation>
    </message>
    <message>
      <source>%1 may not steer workers.</source>
      <translation>%1 不得控制工作程序。</translation>
    </message>
    <message>
      <source>%1 may not submit jobs for %2.</source>
      <translation>%1 不得為 %2 提交工作。</translation>
    </message>
    <message>
      <source>%1 takes too long to read.</source>
      <translation>讀取 %1 的時間過長。</translation>
    </message>
    <message>
      <source>%1 was not found.</source>
      <translation>找不到 %1。</translation>
    </message>
    <message>
      <source>%1 was not unpacked because of its entry “%2”.</source>
      <translation>因其項目「%2」，%1 沒有解壓縮。</translation>
    </message>
    <message>
      <source>%1 was not unpacked.</source>
      <translation>%1 沒有解壓縮。</translation>
    </message>
    <message>
      <source>%1 was not written.</source>
      <translation>%1 沒有寫入。</translation>
    </message>
    <message>
      <source>%1 would be overwritten.</source>
      <translation>會覆寫 %1。</translation>
    </message>
    <message>
      <source>%1 would replace the project that it is made from.</source>
      <translation>%1 會取代製作它所用的專案。</translation>
    </message>
    <message>
      <source>%1, the notes about the template's slots, cannot be read.</source>
      <translation>無法讀取範本欄位的說明檔 %1。</translation>
    </message>
    <message>
      <source>A %1 cannot be called “%2”.</source>
      <translation>%1 不能叫「%2」。</translation>
    </message>
    <message>
      <source>A %1 in it cannot be read: %2.</source>
      <translation>無法讀取其中的 %1：%2。</translation>
    </message>
    <message>
      <source>A %1 is no question about statistics.</source>
      <translation>%1 不是關於統計的詢問。</translation>
    </message>
    <message>
      <source>A Python package is missing: %1.</source>
      <translation>缺少 Python 套件：%1。</translation>
    </message>
    <message>
      <source>A bucket's name has 3 to 63 small letters, digits, dots and hyphens.</source>
      <translation>儲存貯體的名稱有 3 到 63 個小寫字母、數字、點與連字號。</translation>
    </message>
    <message>
      <source>A channel for sending is closed.</source>
      <translation>用於傳送的通道已關閉。</translation>
    </message>
    <message>
      <source>A chunk called %1 cannot be the name of an XML element.</source>
      <translation>名為 %1 的區塊不能作為 XML 元素的名稱。</translation>
    </message>
    <message>
      <source>A chunk called 'btdk' that is not a list cannot be written.</source>
      <translation>名為 'btdk' 但不是清單的區塊無法寫入。</translation>
    </message>
    <message>
      <source>A farm has no setting “%1”.</source>
      <translation>農場沒有設定「%1」。</translation>
    </message>
    <message>
      <source>A farm on this computer needs it to carry messages between its programs.</source>
      <translation>這部電腦上的農場需要它在程式之間傳遞訊息。</translation>
    </message>
    <message>
      <source>A file of that name is in the way.</source>
      <translation>有同名檔案擋住。</translation>
    </message>
    <message>
      <source>A file reference holds a control character.</source>
      <translation>檔案參照中有控制字元。</translation>
    </message>
    <message>
      <source>A file reference in the project cannot be written as XML.</source>
      <translation>專案中的一個檔案參照無法寫成 XML。</translation>
    </message>
    <message>
      <source>A file reference in the project has unknown parts.</source>
      <translation>專案中的檔案參照有未知的部分。</translation>
    </message>
    <message>
      <source>A film of %1 × %2 pixels cannot be made as %3.</source>
      <translation>%1 × %2 像素的影片無法製作成 %3。</translation>
    </message>
    <message>
      <source>A folder can be chosen for films that are rendered only on this computer; a farm has one for all.</source>
      <translation>只有僅在這部電腦上算圖的影片可以選擇資料夾；農場的所有影片共用一個資料夾。</translation>
    </message>
    <message>
      <source>A folder for a film is named from its drive or root on.</source>
      <translation>影片的資料夾請從磁碟機或根目錄開始寫。</translation>
    </message>
    <message>
      <source>A frame of %1 %2 does not fit a film of %3 × %4 pixels.</source>
      <translation>影格 %1 %2 不符合 %3 × %4 像素的影片。</translation>
    </message>
    <message>
      <source>A frame of job %1 could not be drawn.</source>
      <translation>無法繪製工作 %1 的影格。</translation>
    </message>
    <message>
      <source>A job that it waits for was removed from the list.</source>
      <translation>它所等待的工作已從清單移除。</translation>
    </message>
    <message>
      <source>A link cannot be good for %1 seconds.</source>
      <translation>連結的有效期不能是 %1 秒。</translation>
    </message>
    <message>
      <source>A link on the way leads out of the storage.</source>
      <translation>途中有連結通往儲存空間之外。</translation>
    </message>
    <message>
      <source>A list called %1 cannot be told from a chunk of that name in XML.</source>
      <translation>在 XML 中無法區分名為 %1 的清單與同名的區塊。</translation>
    </message>
    <message>
      <source>A manager keeps its store in SQLite, MariaDB or MySQL.</source>
      <translation>管理程式將資料庫存放在 SQLite、MariaDB 或 MySQL 中。</translation>
    </message>
    <message>
      <source>A message for “%1” could not be delivered.</source>
      <translation>給「%1」的訊息無法送達。</translation>
    </message>
    <message>
      <source>A message for “%1” was not taken in time.</source>
      <translation>給「%1」的訊息沒有及時被接收。</translation>
    </message>
    <message>
      <source>A message for “%1” was refused by the broker.</source>
      <translation>訊息伺服器拒收給「%1」的訊息。</translation>
    </message>
    <message>
      <source>A message from another program was refused.</source>
      <translation>拒收了來自其他程式的訊息。</translation>
    </message>
    <message>
      <source>A message of %1 bytes came.</source>
      <translation>收到 %1 個位元組的訊息。</translation>
    </message>
    <message>
      <source>A message of %1 bytes cannot be sent.</source>
      <translation>無法送出 %1 個位元組的訊息。</translation>
    </message>
    <message>
      <source>A message of %1 bytes was refused.</source>
      <translation>拒收了 %1 個位元組的訊息。</translation>
    </message>
    <message>
      <source>A message of protocol version %1.%2 was refused.</source>
      <translation>拒收了通訊協定版本 %1.%2 的訊息。</translation>
    </message>
    <message>
      <source>A message of worker %1 was refused.</source>
      <translation>拒收了工作程序 %1 的訊息。</translation>
    </message>
    <message>
      <source>A message was refused.</source>
      <translation>拒收了一則訊息。</translation>
    </message>
    <message>
      <source>A part of it is longer than %1 bytes.</source>
      <translation>其中有一部分長於 %1 個位元組。</translation>
    </message>
    <message>
      <source>A photo has no setting “%1”, given for “%2”.</source>
      <translation>照片沒有設定「%1」（用於「%2」）。</translation>
    </message>
    <message>
      <source>A picture of the preview is incomplete.</source>
      <translation>預覽的圖片不完整。</translation>
    </message>
    <message>
      <source>A picture of the preview was used after it was released.</source>
      <translation>預覽的圖片在釋放後被使用。</translation>
    </message>
    <message>
      <source>A program could not be put under supervision.</source>
      <translation>無法監管程式。</translation>
    </message>
    <message>
      <source>A program's pipe was used that was not asked for.</source>
      <translation>使用了程式未要求的管道。</translation>
    </message>
    <message>
      <source>A project file was expected.</source>
      <translation>應為專案檔案。</translation>
    </message>
    <message>
      <source>A project part can have at most 4 GiB.</source>
      <translation>專案的一個部分最大為 4 GiB。</translation>
    </message>
    <message>
      <source>A report of node %1 was refused.</source>
      <translation>拒收了節點 %1 的回報。</translation>
    </message>
    <message>
      <source>A schedule makes no sense.</source>
      <translation>有一個排程不合理。</translation>
    </message>
    <message>
      <source>A script failed in After Effects.</source>
      <translation>After Effects 中的腳本執行失敗。</translation>
    </message>
    <message>
      <source>A webhook's address contains a user or password.</source>
      <translation>webhook 的位址含有使用者或密碼。</translation>
    </message>
    <message>
      <source>A webhook's address is not a URL.</source>
      <translation>webhook 的位址不是 URL。</translation>
    </message>
    <message>
      <source>AWS did not allow %1.</source>
      <translation>AWS did not allow %1.</translation>
    </message>
    <message>
      <source>AWS did not allow %1: %2.</source>
      <translation>AWS did not allow %1: %2.</translation>
    </message>
    <message>
      <source>AWS did not allow finding the region.</source>
      <translation>AWS 不允許查詢區域。</translation>
    </message>
    <message>
      <source>AWS did not allow finding the region: %1.</source>
      <translation>AWS 不允許查詢區域：%1。</translation>
    </message>
    <message>
      <source>AWS did not allow listing instances.</source>
      <translation>AWS 不允許列出執行個體。</translation>
    </message>
    <message>
      <source>AWS did not allow listing instances: %1.</source>
      <translation>AWS 不允許列出執行個體：%1。</translation>
    </message>
    <message>
      <source>AWS did not allow starting instances.</source>
      <translation>AWS 不允許啟動執行個體。</translation>
    </message>
    <message>
      <source>AWS did not allow starting instances: %1.</source>
      <translation>AWS 不允許啟動執行個體：%1。</translation>
    </message>
    <message>
      <source>AWS did not allow stopping instances.</source>
      <translation>AWS 不允許停止執行個體。</translation>
    </message>
    <message>
      <source>AWS did not allow stopping instances: %1.</source>
      <translation>AWS 不允許停止執行個體：%1。</translation>
    </message>
    <message>
      <source>AWS did not allow tagging instances.</source>
      <translation>AWS 不允許為執行個體加上標籤。</translation>
    </message>
    <message>
      <source>AWS did not allow tagging instances: %1.</source>
      <translation>AWS 不允許為執行個體加上標籤：%1。</translation>
    </message>
    <message>
      <source>AWS did not answer in time.</source>
      <translation>AWS 沒有及時回應。</translation>
    </message>
    <message>
      <source>AWS does not accept the keys (%1).</source>
      <translation>AWS 不接受這些金鑰（%1）。</translation>
    </message>
    <message>
      <source>AWS has no room for this type in this zone now.</source>
      <translation>AWS 目前在這個可用區域沒有這種類型的空位。</translation>
    </message>
    <message>
      <source>AWS is too busy, or has a fault (%1).</source>
      <translation>AWS 太忙碌或發生故障（%1）。</translation>
    </message>
    <message>
      <source>Add --overwrite, or choose another --out.</source>
      <translation>請加上 --overwrite，或選擇其他 --out。</translation>
    </message>
    <message>
      <source>Add the column or correct its name in row 1.</source>
      <translation>請新增該欄，或在第 1 列修正其名稱。</translation>
    </message>
    <message>
      <source>After Effects %1 on this worker is older than the template.</source>
      <translation>這個工作程序上的 After Effects %1 比範本舊。</translation>
    </message>
    <message>
      <source>After Effects cannot be asked for the composition “%1”.</source>
      <translation>無法向 After Effects 要求合成「%1」。</translation>
    </message>
    <message>
      <source>After Effects cannot open the path “%1”.</source>
      <translation>After Effects 無法開啟路徑「%1」。</translation>
    </message>
    <message>
      <source>After Effects could not be ended.</source>
      <translation>無法結束 After Effects。</translation>
    </message>
    <message>
      <source>After Effects could not open the project.</source>
      <translation>After Effects 無法開啟專案。</translation>
    </message>
    <message>
      <source>After Effects could not read a footage file.</source>
      <translation>After Effects 無法讀取一個素材檔案。</translation>
    </message>
    <message>
      <source>After Effects could not write all frames.</source>
      <translation>After Effects 無法寫入所有影格。</translation>
    </message>
    <message>
      <source>After Effects did not find the composition.</source>
      <translation>After Effects 找不到該合成。</translation>
    </message>
    <message>
      <source>After Effects did not render.</source>
      <translation>After Effects 沒有算圖。</translation>
    </message>
    <message>
      <source>After Effects did not take the frames that it was asked for.</source>
      <translation>After Effects 沒有採用所要求的影格。</translation>
    </message>
    <message>
      <source>After Effects ended while it rendered.</source>
      <translation>After Effects 在算圖時結束了。</translation>
    </message>
    <message>
      <source>After Effects hangs and was ended.</source>
      <translation>After Effects 停止回應，已被結束。</translation>
    </message>
    <message>
      <source>After Effects is not on this computer.</source>
      <translation>這部電腦上沒有 After Effects。</translation>
    </message>
    <message>
      <source>After Effects left out %1 of %2 frames, and reported no error.</source>
      <translation>After Effects 漏了 %2 個影格中的 %1 個，而且沒有回報錯誤。</translation>
    </message>
    <message>
      <source>After Effects numbers frames otherwise.</source>
      <translation>After Effects 的影格編號方式不同。</translation>
    </message>
    <message>
      <source>After Effects on this worker cannot render exactly as designed.</source>
      <translation>這個工作程序上的 After Effects 無法完全依設計算圖。</translation>
    </message>
    <message>
      <source>After Effects on this worker has no licence.</source>
      <translation>這個工作程序上的 After Effects 沒有授權。</translation>
    </message>
    <message>
      <source>After Effects on this worker has no output module template of that name.</source>
      <translation>這個工作程序上的 After Effects 沒有該名稱的輸出模組範本。</translation>
    </message>
    <message>
      <source>After Effects on this worker has no render settings template of that name.</source>
      <translation>這個工作程序上的 After Effects 沒有該名稱的算圖設定範本。</translation>
    </message>
    <message>
      <source>After Effects on this worker is busy with another script.</source>
      <translation>這個工作程序上的 After Effects 正忙於其他腳本。</translation>
    </message>
    <message>
      <source>After Effects renders frames of another size.</source>
      <translation>After Effects 算出的影格尺寸不同。</translation>
    </message>
    <message>
      <source>After Effects reported an error.</source>
      <translation>After Effects 回報了錯誤。</translation>
    </message>
    <message>
      <source>Allow Farmhand to use the keyring of this computer, then try again.</source>
      <translation>請允許 Farmhand 使用這部電腦的金鑰圈，然後再試一次。</translation>
    </message>
    <message>
      <source>An account has 12 digits.</source>
      <translation>帳戶有 12 位數字。</translation>
    </message>
    <message>
      <source>An empty prefix would delete the whole storage.</source>
      <translation>空的前置字串會刪除整個儲存空間。</translation>
    </message>
    <message>
      <source>Another Farmhand has the queue open.</source>
      <translation>另一個 Farmhand 已開啟佇列。</translation>
    </message>
    <message>
      <source>Another farm was chosen meanwhile.</source>
      <translation>在這期間選擇了另一個農場。</translation>
    </message>
    <message>
      <source>Another file of that name and another size is there.</source>
      <translation>已有同名但大小不同的檔案。</translation>
    </message>
    <message>
      <source>Another manager has taken the store over.</source>
      <translation>另一個管理程式已接管資料庫。</translation>
    </message>
    <message>
      <source>Another one has the same name where upper and lower case are not told apart.</source>
      <translation>在不區分大小寫的地方，另有一個同名項目。</translation>
    </message>
    <message>
      <source>Another one has the same name, or the name has quotes in it, and expressions refer to compositions by name, so that it cannot be renamed for the render.</source>
      <translation>另有一個同名合成，或名稱中有引號，而運算式以名稱參照合成，因此無法為算圖重新命名。</translation>
    </message>
    <message>
      <source>Another start of Farmhand could not find this window.</source>
      <translation>再次啟動 Farmhand 時會找不到這個視窗。</translation>
    </message>
    <message>
      <source>Ask again in a minute.</source>
      <translation>請在一分鐘後再詢問。</translation>
    </message>
    <message>
      <source>Ask an admin of the farm.</source>
      <translation>請詢問農場的管理員。</translation>
    </message>
    <message>
      <source>Ask for a higher limit there.</source>
      <translation>請在該處要求更高的上限。</translation>
    </message>
    <message>
      <source>Ask for less at once.</source>
      <translation>請一次要求少一點。</translation>
    </message>
    <message>
      <source>Ask for the permission s3:DeleteObject on the bucket.</source>
      <translation>請要求該儲存貯體的 s3:DeleteObject 權限。</translation>
    </message>
    <message>
      <source>Ask the admin of the farm.</source>
      <translation>請詢問農場管理員。</translation>
    </message>
    <message>
      <source>At most %1 MB are taken.</source>
      <translation>最多接受 %1 MB。</translation>
    </message>
    <message>
      <source>Attempt %1: worker %2 was granted %3, %4%5, and draws with the engine %6.</source>
      <translation>嘗試 %1：工作程序 %2 獲得 %3，%4%5，並以引擎 %6 繪製。</translation>
    </message>
    <message>
      <source>Bring both to the same version.</source>
      <translation>請讓兩者為同一版本。</translation>
    </message>
    <message>
      <source>Bring it to version 3.10 or newer, best to 4.</source>
      <translation>請更新到 3.10 或更新版本，最好是 4。</translation>
    </message>
    <message>
      <source>Bring manager, workers and clients to the same version.</source>
      <translation>請讓管理程式、工作程序與用戶端為同一版本。</translation>
    </message>
    <message>
      <source>Cancel first what is not wanted any more.</source>
      <translation>請先取消不再需要的工作。</translation>
    </message>
    <message>
      <source>Check both.</source>
      <translation>請檢查這兩者。</translation>
    </message>
    <message>
      <source>Check that After Effects on this worker is as new as the template, and the work folder's path short.</source>
      <translation>請確認這個工作程序上的 After Effects 不比範本舊，且工作資料夾的路徑夠短。</translation>
    </message>
    <message>
      <source>Check that no firewall blocks connections inside this computer.</source>
      <translation>請確認沒有防火牆阻擋這部電腦內部的連線。</translation>
    </message>
    <message>
      <source>Check that the file may be read and is not locked.</source>
      <translation>請確認檔案可以讀取且未被鎖定。</translation>
    </message>
    <message>
      <source>Check that the folder is there and may be written to.</source>
      <translation>請確認資料夾存在且可以寫入。</translation>
    </message>
    <message>
      <source>Check that the program is completely installed.</source>
      <translation>請確認程式已完整安裝。</translation>
    </message>
    <message>
      <source>Check that the server runs, and its address and port.</source>
      <translation>請確認伺服器在執行，以及其位址與連接埠正確。</translation>
    </message>
    <message>
      <source>Check that the template still has it, and submit the job again.</source>
      <translation>請確認範本中仍有它，然後重新提交工作。</translation>
    </message>
    <message>
      <source>Check that you may read it.</source>
      <translation>請確認您有讀取權限。</translation>
    </message>
    <message>
      <source>Check the FFmpeg program in the settings.</source>
      <translation>請檢查設定中的 FFmpeg 程式。</translation>
    </message>
    <message>
      <source>Check the access key.</source>
      <translation>請檢查存取金鑰。</translation>
    </message>
    <message>
      <source>Check the address, or install the certificate of who issued it.</source>
      <translation>請檢查位址，或安裝簽發者的憑證。</translation>
    </message>
    <message>
      <source>Check the bucket's name, or create it.</source>
      <translation>請檢查儲存貯體的名稱，或建立它。</translation>
    </message>
    <message>
      <source>Check the bucket's name.</source>
      <translation>請檢查儲存貯體的名稱。</translation>
    </message>
    <message>
      <source>Check the database server and the network.</source>
      <translation>請檢查資料庫伺服器與網路。</translation>
    </message>
    <message>
      <source>Check the disk that it lies on.</source>
      <translation>請檢查它所在的磁碟。</translation>
    </message>
    <message>
      <source>Check the disk, and the server that has the folder.</source>
      <translation>請檢查磁碟，以及該資料夾所在的伺服器。</translation>
    </message>
    <message>
      <source>Check the network and the address.</source>
      <translation>請檢查網路與位址。</translation>
    </message>
    <message>
      <source>Check the network, and that the server which has the folder runs.</source>
      <translation>請檢查網路，以及該資料夾所在的伺服器是否在執行。</translation>
    </message>
    <message>
      <source>Check the network, and the memory and disks of this computer and of the server.</source>
      <translation>請檢查網路，以及這部電腦與伺服器的記憶體與磁碟。</translation>
    </message>
    <message>
      <source>Check the network, then try again.</source>
      <translation>請檢查網路，然後再試一次。</translation>
    </message>
    <message>
      <source>Check the path, or choose the file again.</source>
      <translation>請檢查路徑，或重新選擇檔案。</translation>
    </message>
    <message>
      <source>Check the profile's name.</source>
      <translation>請檢查設定檔的名稱。</translation>
    </message>
    <message>
      <source>Check the proxy's settings.</source>
      <translation>請檢查 Proxy 的設定。</translation>
    </message>
    <message>
      <source>Choose a .ttf, .otf, .ttc or .otc file.</source>
      <translation>請選擇 .ttf、.otf、.ttc 或 .otc 檔案。</translation>
    </message>
    <message>
      <source>Choose a file.</source>
      <translation>請選擇檔案。</translation>
    </message>
    <message>
      <source>Choose a folder on a local disk, or a database server.</source>
      <translation>請選擇本機磁碟上的資料夾，或資料庫伺服器。</translation>
    </message>
    <message>
      <source>Choose a folder you may write to.</source>
      <translation>請選擇您可以寫入的資料夾。</translation>
    </message>
    <message>
      <source>Choose a number from 0 to 100.</source>
      <translation>請選擇 0 到 100 的數字。</translation>
    </message>
    <message>
      <source>Choose a profile, enter the keys, or give the instance a role.</source>
      <translation>請選擇設定檔、輸入金鑰，或為執行個體指派角色。</translation>
    </message>
    <message>
      <source>Choose a range inside it.</source>
      <translation>請選擇其中的範圍。</translation>
    </message>
    <message>
      <source>Choose a range inside the composition.</source>
      <translation>請選擇合成之內的範圍。</translation>
    </message>
    <message>
      <source>Choose a shorter name.</source>
      <translation>請選擇較短的名稱。</translation>
    </message>
    <message>
      <source>Choose a spreadsheet that was saved as CSV.</source>
      <translation>請選擇以 CSV 儲存的試算表。</translation>
    </message>
    <message>
      <source>Choose a work folder with a shorter path, or shorten the file's name.</source>
      <translation>請選擇路徑較短的工作資料夾，或縮短檔名。</translation>
    </message>
    <message>
      <source>Choose an .aep, .aet or .aepx file.</source>
      <translation>請選擇 .aep、.aet 或 .aepx 檔案。</translation>
    </message>
    <message>
      <source>Choose another --out.</source>
      <translation>請選擇其他 --out。</translation>
    </message>
    <message>
      <source>Choose another engine for the job, or give a worker that one.</source>
      <translation>請為工作選擇其他引擎，或為某個工作程序提供該引擎。</translation>
    </message>
    <message>
      <source>Choose another file, such as a WAV, MP3 or M4A, or none.</source>
      <translation>請選擇其他檔案（例如 WAV、MP3 或 M4A），或不使用音樂。</translation>
    </message>
    <message>
      <source>Choose another file, such as a WAV, MP3 or M4A.</source>
      <translation>請選擇其他檔案，例如 WAV、MP3 或 M4A。</translation>
    </message>
    <message>
      <source>Choose another folder for the film.</source>
      <translation>請為影片選擇其他資料夾。</translation>
    </message>
    <message>
      <source>Choose another folder for the films.</source>
      <translation>請為這些影片選擇其他資料夾。</translation>
    </message>
    <message>
      <source>Choose another folder, change its permissions, or close the file.</source>
      <translation>請選擇其他資料夾、變更其權限，或關閉該檔案。</translation>
    </message>
    <message>
      <source>Choose another folder.</source>
      <translation>請選擇其他資料夾。</translation>
    </message>
    <message>
      <source>Choose another font.</source>
      <translation>請選擇其他字型。</translation>
    </message>
    <message>
      <source>Choose another metrics_port, or 0 for none.</source>
      <translation>請選擇其他 metrics_port，或設為 0 以停用。</translation>
    </message>
    <message>
      <source>Choose another name, or have the films numbered.</source>
      <translation>請選擇其他名稱，或為影片編號。</translation>
    </message>
    <message>
      <source>Choose another name.</source>
      <translation>請選擇其他名稱。</translation>
    </message>
    <message>
      <source>Choose another profile, or change the folder's permissions.</source>
      <translation>請選擇其他設定檔，或變更資料夾的權限。</translation>
    </message>
    <message>
      <source>Choose another.</source>
      <translation>請選擇其他的。</translation>
    </message>
    <message>
      <source>Choose fail or substitute.</source>
      <translation>請選擇 fail 或 substitute。</translation>
    </message>
    <message>
      <source>Choose longer spans, or ask about less time.</source>
      <translation>請選擇較長的間隔，或詢問較短的期間。</translation>
    </message>
    <message>
      <source>Choose one by its #id.</source>
      <translation>請以其 #id 選擇一個。</translation>
    </message>
    <message>
      <source>Choose one of: %1.</source>
      <translation>請選擇其中之一：%1。</translation>
    </message>
    <message>
      <source>Choose one that has not ended.</source>
      <translation>請選擇尚未結束的工作。</translation>
    </message>
    <message>
      <source>Choose the program aerender of an installed After Effects in the settings.</source>
      <translation>請在設定中選擇已安裝的 After Effects 的程式 aerender。</translation>
    </message>
    <message>
      <source>Choose the program aerender of an installed After Effects, and start After Effects once by hand.</source>
      <translation>請選擇已安裝的 After Effects 的程式 aerender，並手動啟動 After Effects 一次。</translation>
    </message>
    <message>
      <source>Choose to number or replace them.</source>
      <translation>請選擇為它們編號或取代它們。</translation>
    </message>
    <message>
      <source>Choose to replace, number or skip them.</source>
      <translation>請選擇取代、編號或略過它們。</translation>
    </message>
    <message>
      <source>Chunk %1 is too large.</source>
      <translation>區塊 %1 太大。</translation>
    </message>
    <message>
      <source>Clear that folder.</source>
      <translation>請清理該資料夾。</translation>
    </message>
    <message>
      <source>Close other programs and try again.</source>
      <translation>請關閉其他程式後再試一次。</translation>
    </message>
    <message>
      <source>Composition %1 cannot be right: %2.</source>
      <translation>Composition %1 cannot be right: %2.</translation>
    </message>
    <message>
      <source>Composition %1 contains itself.</source>
      <translation>合成 %1 包含自己。</translation>
    </message>
    <message>
      <source>Composition %1 has no layer %2.</source>
      <translation>合成 %1 沒有圖層 %2。</translation>
    </message>
    <message>
      <source>Composition %1 of %2 cannot be renamed.</source>
      <translation>無法重新命名 %2 的合成 %1。</translation>
    </message>
    <message>
      <source>Compositions are nested deeper than %1 levels.</source>
      <translation>合成的巢狀結構超過 %1 層。</translation>
    </message>
    <message>
      <source>Copy it again.</source>
      <translation>請重新複製。</translation>
    </message>
    <message>
      <source>Copy or download it again.</source>
      <translation>請重新複製或下載。</translation>
    </message>
    <message>
      <source>Copy the file again or export it anew.</source>
      <translation>請重新複製檔案或重新匯出。</translation>
    </message>
    <message>
      <source>Correct it.</source>
      <translation>請將其修正。</translation>
    </message>
    <message>
      <source>Correct its path or put it there.</source>
      <translation>請修正路徑，或將檔案放到該處。</translation>
    </message>
    <message>
      <source>Correct its path.</source>
      <translation>請修正路徑。</translation>
    </message>
    <message>
      <source>Correct the .toml file beside the template.</source>
      <translation>請修正範本旁的 .toml 檔案。</translation>
    </message>
    <message>
      <source>Correct the address of the broker.</source>
      <translation>請修正訊息伺服器的位址。</translation>
    </message>
    <message>
      <source>Correct the address, or ask the admin of the farm.</source>
      <translation>請修正位址，或詢問農場管理員。</translation>
    </message>
    <message>
      <source>Correct the file or take it away.</source>
      <translation>請修正該檔案或將其移除。</translation>
    </message>
    <message>
      <source>Correct the pattern.</source>
      <translation>請修正該樣式。</translation>
    </message>
    <message>
      <source>Correct the setting, or remove it to use the FFmpeg that comes with Farmhand.</source>
      <translation>請修正該設定，或將其移除以使用 Farmhand 附帶的 FFmpeg。</translation>
    </message>
    <message>
      <source>Correct the sheet.</source>
      <translation>請修正試算表。</translation>
    </message>
    <message>
      <source>Could not %1 “%2”.</source>
      <translation>Could not %1 “%2”.</translation>
    </message>
    <message>
      <source>Could not %1.</source>
      <translation>Could not %1.</translation>
    </message>
    <message>
      <source>Could not clear “%1”.</source>
      <translation>無法清理「%1」。</translation>
    </message>
    <message>
      <source>Could not copy “%1”.</source>
      <translation>無法複製「%1」。</translation>
    </message>
    <message>
      <source>Could not create “%1”.</source>
      <translation>無法建立「%1」。</translation>
    </message>
    <message>
      <source>Could not delete “%1” and others.</source>
      <translation>無法刪除「%1」與其他檔案。</translation>
    </message>
    <message>
      <source>Could not delete “%1”.</source>
      <translation>無法刪除「%1」。</translation>
    </message>
    <message>
      <source>Could not download “%1”.</source>
      <translation>無法下載「%1」。</translation>
    </message>
    <message>
      <source>Could not give up “%1”.</source>
      <translation>無法放棄「%1」。</translation>
    </message>
    <message>
      <source>Could not join %1 pieces to “%2”.</source>
      <translation>無法將 %1 個片段合併成「%2」。</translation>
    </message>
    <message>
      <source>Could not list “%1”.</source>
      <translation>無法列出「%1」。</translation>
    </message>
    <message>
      <source>Could not lock “%1”.</source>
      <translation>無法鎖定「%1」。</translation>
    </message>
    <message>
      <source>Could not look up “%1”.</source>
      <translation>無法查詢「%1」。</translation>
    </message>
    <message>
      <source>Could not open “%1”.</source>
      <translation>無法開啟「%1」。</translation>
    </message>
    <message>
      <source>Could not read back “%1”.</source>
      <translation>無法讀回「%1」。</translation>
    </message>
    <message>
      <source>Could not read “%1”.</source>
      <translation>無法讀取「%1」。</translation>
    </message>
    <message>
      <source>Could not refresh “%1”.</source>
      <translation>無法更新「%1」。</translation>
    </message>
    <message>
      <source>Could not release “%1”.</source>
      <translation>無法釋放「%1」。</translation>
    </message>
    <message>
      <source>Could not renew “%1”.</source>
      <translation>無法續用「%1」。</translation>
    </message>
    <message>
      <source>Could not sign a link to “%1”.</source>
      <translation>無法簽署通往「%1」的連結。</translation>
    </message>
    <message>
      <source>Could not upload “%1”.</source>
      <translation>無法上傳「%1」。</translation>
    </message>
    <message>
      <source>Could not write “%1”.</source>
      <translation>無法寫入「%1」。</translation>
    </message>
    <message>
      <source>Days are numbers from 0 (Monday) to 6, times minutes after midnight.</source>
      <translation>日期為 0（星期一）到 6 的數字，時間為午夜起算的分鐘數。</translation>
    </message>
    <message>
      <source>Delete it and type the path again.</source>
      <translation>請刪除後重新輸入路徑。</translation>
    </message>
    <message>
      <source>Delete it and type the text again.</source>
      <translation>請刪除後重新輸入文字。</translation>
    </message>
    <message>
      <source>Delete it.</source>
      <translation>請將其刪除。</translation>
    </message>
    <message>
      <source>Did you mean “%1”?</source>
      <translation>您是指「%1」嗎？</translation>
    </message>
    <message>
      <source>EC2 takes this spot machine back (%1 at %2).</source>
      <translation>EC2 收回這部 Spot 機器（%1，%2）。</translation>
    </message>
    <message>
      <source>EC2 takes this spot machine back.</source>
      <translation>EC2 收回這部 Spot 機器。</translation>
    </message>
    <message>
      <source>Enable it in the AWS console.</source>
      <translation>請在 AWS 主控台中啟用。</translation>
    </message>
    <message>
      <source>End it by hand, or restart that computer.</source>
      <translation>請手動將其結束，或重新啟動那部電腦。</translation>
    </message>
    <message>
      <source>Enter it like http://nas.local:9000.</source>
      <translation>請輸入成 http://nas.local:9000 的樣子。</translation>
    </message>
    <message>
      <source>Enter it like http://server.local:5000.</source>
      <translation>請輸入成 http://server.local:5000 的樣子。</translation>
    </message>
    <message>
      <source>Enter one, or forget it.</source>
      <translation>請輸入一個，或將其清除。</translation>
    </message>
    <message>
      <source>Enter the access key and the secret key.</source>
      <translation>請輸入存取金鑰與私密金鑰。</translation>
    </message>
    <message>
      <source>Enter the bucket's region.</source>
      <translation>請輸入儲存貯體的區域。</translation>
    </message>
    <message>
      <source>Enter the keys again.</source>
      <translation>請重新輸入金鑰。</translation>
    </message>
    <message>
      <source>Enter the name alone, without s3:// and without a folder.</source>
      <translation>請只輸入名稱，不含 s3:// 也不含資料夾。</translation>
    </message>
    <message>
      <source>Enter the password again, or ask the admin of the farm.</source>
      <translation>請重新輸入密碼，或詢問農場管理員。</translation>
    </message>
    <message>
      <source>Enter the secret key again.</source>
      <translation>請重新輸入私密金鑰。</translation>
    </message>
    <message>
      <source>Every RabbitMQ has such a user.</source>
      <translation>每個 RabbitMQ 都有這個使用者。</translation>
    </message>
    <message>
      <source>Every film exists already.</source>
      <translation>所有影片都已經存在。</translation>
    </message>
    <message>
      <source>Every machine needs a broker user of its own, other than the manager's.</source>
      <translation>每部機器都需要自己的訊息伺服器使用者，不能與管理程式的相同。</translation>
    </message>
    <message>
      <source>Everybody in the network could read the administrator's password.</source>
      <translation>網路上的任何人都可以讀到管理員的密碼。</translation>
    </message>
    <message>
      <source>Everybody in the network could read the password.</source>
      <translation>網路上的任何人都可以讀到密碼。</translation>
    </message>
    <message>
      <source>Export it as JPEG or PNG.</source>
      <translation>請匯出為 JPEG 或 PNG。</translation>
    </message>
    <message>
      <source>FFmpeg gave no sign of life for %1 seconds.</source>
      <translation>FFmpeg 有 %1 秒沒有動靜。</translation>
    </message>
    <message>
      <source>Farmhand is running already, but its window does not answer.</source>
      <translation>Farmhand 已在執行，但其視窗沒有回應。</translation>
    </message>
    <message>
      <source>Farmhand made a mistake here.</source>
      <translation>Farmhand 在這裡發生錯誤。</translation>
    </message>
    <message>
      <source>Farmhand opens After Effects projects (.aep, .aepx, .aet, .zip) and spreadsheets (.csv).</source>
      <translation>Farmhand 可開啟 After Effects 專案（.aep、.aepx、.aet、.zip）與試算表（.csv）。</translation>
    </message>
    <message>
      <source>Files are not overwritten unless that is asked for.</source>
      <translation>除非要求，否則不會覆寫檔案。</translation>
    </message>
    <message>
      <source>Files of that name exist already.</source>
      <translation>已有同名檔案。</translation>
    </message>
    <message>
      <source>Filling %1 changed more than asked.</source>
      <translation>填入 %1 時變更了多於所要求的內容。</translation>
    </message>
    <message>
      <source>Filling %1 did not change what was asked.</source>
      <translation>填入 %1 時沒有變更所要求的內容。</translation>
    </message>
    <message>
      <source>Films cannot go to another bucket.</source>
      <translation>影片不能存到其他儲存貯體。</translation>
    </message>
    <message>
      <source>Films of others are replaced by admins of the farm only.</source>
      <translation>只有農場的管理員可以取代他人的影片。</translation>
    </message>
    <message>
      <source>Finding the region did not succeed.</source>
      <translation>查詢區域沒有成功。</translation>
    </message>
    <message>
      <source>Finding the region did not succeed: %1.</source>
      <translation>查詢區域沒有成功：%1。</translation>
    </message>
    <message>
      <source>Fit the photo to this template again.</source>
      <translation>請重新讓照片符合這個範本。</translation>
    </message>
    <message>
      <source>Footage is missing.</source>
      <translation>缺少素材。</translation>
    </message>
    <message>
      <source>Frame %1 could not be drawn.</source>
      <translation>無法繪製影格 %1。</translation>
    </message>
    <message>
      <source>Frame %1 is not shown when it should be.</source>
      <translation>影格 %1 沒有在應有的時間顯示。</translation>
    </message>
    <message>
      <source>Frame %1 is not there.</source>
      <translation>沒有影格 %1。</translation>
    </message>
    <message>
      <source>Frame %1 is not what it was.</source>
      <translation>影格 %1 與原來不同。</translation>
    </message>
    <message>
      <source>Frame %1 of “%2” could not be drawn.</source>
      <translation>無法繪製「%2」的影格 %1。</translation>
    </message>
    <message>
      <source>Frame %1 of “%2” could not be drawn: %3</source>
      <translation>無法繪製「%2」的影格 %1：%3</translation>
    </message>
    <message>
      <source>Frames that are complete are kept; the others are tried again, up to a limit.</source>
      <translation>完整的影格會保留；其他的會重試，但有次數限制。</translation>
    </message>
    <message>
      <source>Frames that end with “%1” cannot be read.</source>
      <translation>無法讀取副檔名為「%1」的影格。</translation>
    </message>
    <message>
      <source>Frames that were not finished are tried again, up to a limit.</source>
      <translation>未完成的影格會重試，但有次數限制。</translation>
    </message>
    <message>
      <source>Free memory or disk space at the broker.</source>
      <translation>請在訊息伺服器上釋放記憶體或磁碟空間。</translation>
    </message>
    <message>
      <source>Free memory or disk space there.</source>
      <translation>請在該處釋放記憶體或磁碟空間。</translation>
    </message>
    <message>
      <source>Free some space and try again.</source>
      <translation>請釋放一些空間後再試一次。</translation>
    </message>
    <message>
      <source>Free some space on the disk of the temporary folder, or see that it can be written to.</source>
      <translation>請在暫存資料夾所在的磁碟上釋放一些空間，或確認可以寫入。</translation>
    </message>
    <message>
      <source>Free some space or choose another output folder, then start again.</source>
      <translation>請釋放一些空間或選擇其他輸出資料夾，然後重新開始。</translation>
    </message>
    <message>
      <source>Free some space there, or ask for a larger quota.</source>
      <translation>請在該處釋放一些空間，或要求更大的配額。</translation>
    </message>
    <message>
      <source>Free some space, or choose another folder for copies.</source>
      <translation>請釋放一些空間，或為副本選擇其他資料夾。</translation>
    </message>
    <message>
      <source>Free some space. %1</source>
      <translation>請釋放一些空間。%1</translation>
    </message>
    <message>
      <source>Give it a name of up to %1 characters, such as that of your studio.</source>
      <translation>請取一個最多 %1 個字元的名稱，例如您工作室的名稱。</translation>
    </message>
    <message>
      <source>Give it another name.</source>
      <translation>請取其他名稱。</translation>
    </message>
    <message>
      <source>Give left &lt; right and top &lt; bottom.</source>
      <translation>請讓左 &lt; 右且上 &lt; 下。</translation>
    </message>
    <message>
      <source>Give left, top, right and bottom in 0..1, with left &lt; right and top &lt; bottom.</source>
      <translation>請以 0..1 給出左、上、右、下，且左 &lt; 右、上 &lt; 下。</translation>
    </message>
    <message>
      <source>Give left, top, right and bottom in 0..1.</source>
      <translation>請以 0..1 給出左、上、右、下。</translation>
    </message>
    <message>
      <source>Give the address of the plugin rabbitmq_management.</source>
      <translation>請給出外掛程式 rabbitmq_management 的位址。</translation>
    </message>
    <message>
      <source>Give the composition a name of its own in the template.</source>
      <translation>請在範本中為該合成取一個獨有的名稱。</translation>
    </message>
    <message>
      <source>Give the farm a name there, and the machines the tag.</source>
      <translation>請在該處為農場取名，並為機器加上標籤。</translation>
    </message>
    <message>
      <source>Give the file a name that ends with .aep, .aet or .aepx.</source>
      <translation>請為檔案取副檔名為 .aep、.aet 或 .aepx 的名稱。</translation>
    </message>
    <message>
      <source>Give the id.</source>
      <translation>請提供識別碼。</translation>
    </message>
    <message>
      <source>Give the path of a photo.</source>
      <translation>請給出照片的路徑。</translation>
    </message>
    <message>
      <source>Give the template another name in After Effects and in the settings.</source>
      <translation>請在 After Effects 與設定中為該範本取其他名稱。</translation>
    </message>
    <message>
      <source>Give them different names, or add {row} to the file name pattern.</source>
      <translation>請取不同的名稱，或在檔名樣式中加入 {row}。</translation>
    </message>
    <message>
      <source>Give this one another name.</source>
      <translation>請為這個取其他名稱。</translation>
    </message>
    <message>
      <source>Go on in the other window, or close it and try again here.</source>
      <translation>請在另一個視窗繼續，或將其關閉後在這裡重試。</translation>
    </message>
    <message>
      <source>If After Effects opens this project, save it there under a new name and try that.</source>
      <translation>如果 After Effects 能開啟這個專案，請在其中以新名稱儲存後再試。</translation>
    </message>
    <message>
      <source>If you trust whoever made it, unpack it with another program and open the project.</source>
      <translation>如果您信任製作者，請用其他程式解壓縮後開啟專案。</translation>
    </message>
    <message>
      <source>In %1, %2 may mean several slots.</source>
      <translation>在 %1 中，%2 可能代表多個欄位。</translation>
    </message>
    <message>
      <source>Install After Effects, or name its program aerender in the settings.</source>
      <translation>請安裝 After Effects，或在設定中指定其程式 aerender。</translation>
    </message>
    <message>
      <source>Install FFmpeg, or name its program in the settings.</source>
      <translation>請安裝 FFmpeg，或在設定中指定其程式。</translation>
    </message>
    <message>
      <source>Install Farmhand with its window, and see that PYTHON_KEYRING_BACKEND names a back end that there is.</source>
      <translation>請安裝含視窗的 Farmhand，並確認 PYTHON_KEYRING_BACKEND 指定的後端存在。</translation>
    </message>
    <message>
      <source>Install it: pip install pymysql</source>
      <translation>請安裝：pip install pymysql</translation>
    </message>
    <message>
      <source>Install or supply what is missing, or accept substitutes for it.</source>
      <translation>請安裝或提供缺少的項目，或接受替代項目。</translation>
    </message>
    <message>
      <source>Install the certificate of who inspects the traffic here.</source>
      <translation>請安裝此處檢查流量者的憑證。</translation>
    </message>
    <message>
      <source>Install the font again or choose another.</source>
      <translation>請重新安裝該字型或選擇其他字型。</translation>
    </message>
    <message>
      <source>Install the template's version of After Effects there, or save the template for an older one.</source>
      <translation>請在該處安裝範本所用版本的 After Effects，或將範本存成較舊版本的格式。</translation>
    </message>
    <message>
      <source>Install there what is missing, for all users, or accept substitutes for it.</source>
      <translation>請在該處為所有使用者安裝缺少的項目，或接受替代項目。</translation>
    </message>
    <message>
      <source>It answered something unexpected.</source>
      <translation>它給出了非預期的回應。</translation>
    </message>
    <message>
      <source>It answered with status %1.</source>
      <translation>它以狀態碼 %1 回應。</translation>
    </message>
    <message>
      <source>It answers something else than JSON.</source>
      <translation>它的回應不是 JSON。</translation>
    </message>
    <message>
      <source>It arrived damaged, several times.</source>
      <translation>它多次在傳送中損壞。</translation>
    </message>
    <message>
      <source>It asks for frames %1 up to, not including, %2.</source>
      <translation>它要求影格 %1 到 %2（不含）。</translation>
    </message>
    <message>
      <source>It begins with a letter or digit, and has up to 128 of them, of spaces, and of the signs _ . : / = + - @.</source>
      <translation>它以字母或數字開頭，最多 128 個字元，可用字母、數字、空格與符號 _ . : / = + - @。</translation>
    </message>
    <message>
      <source>It begins with a user that there is not.</source>
      <translation>開頭的使用者並不存在。</translation>
    </message>
    <message>
      <source>It changed while it was read.</source>
      <translation>它在讀取時有變更。</translation>
    </message>
    <message>
      <source>It claims again by itself once it is back.</source>
      <translation>恢復後它會自動再次認領。</translation>
    </message>
    <message>
      <source>It could not be encoded as a PNG.</source>
      <translation>無法編碼為 PNG。</translation>
    </message>
    <message>
      <source>It could not begin: Windows refused a part of it, as it does where nobody is logged on.</source>
      <translation>它無法開始：Windows 拒絕了它的一部分，在沒有人登入時會這樣。</translation>
    </message>
    <message>
      <source>It could not begin: a part of it is for another kind of Windows.</source>
      <translation>它無法開始：它有一部分是給其他種類的 Windows 使用的。</translation>
    </message>
    <message>
      <source>It could not begin: a part of it is missing.</source>
      <translation>它無法開始：缺少它的一部分。</translation>
    </message>
    <message>
      <source>It could not begin: a part of it is of another version.</source>
      <translation>它無法開始：它有一部分屬於其他版本。</translation>
    </message>
    <message>
      <source>It crashed (code 0x%1).</source>
      <translation>它當機了（代碼 0x%1）。</translation>
    </message>
    <message>
      <source>It crashed: a file that it used could not be read any more.</source>
      <translation>它當機了：它使用的一個檔案已無法讀取。</translation>
    </message>
    <message>
      <source>It crashed: it calculated something impossible.</source>
      <translation>它當機了：它計算了不可能的內容。</translation>
    </message>
    <message>
      <source>It crashed: it found a fault in itself and gave up.</source>
      <translation>它當機了：它發現自身的錯誤而放棄。</translation>
    </message>
    <message>
      <source>It crashed: it holds a command that this processor does not know.</source>
      <translation>它當機了：它含有這個處理器不認識的指令。</translation>
    </message>
    <message>
      <source>It crashed: it reached for memory that is not its own.</source>
      <translation>它當機了：它存取了不屬於自己的記憶體。</translation>
    </message>
    <message>
      <source>It crashed: it went deeper and deeper until its memory for that was full.</source>
      <translation>它當機了：它層層深入，直到所需的記憶體用盡。</translation>
    </message>
    <message>
      <source>It crashed: its memory was damaged.</source>
      <translation>它當機了：它的記憶體已損壞。</translation>
    </message>
    <message>
      <source>It did not answer in %1 seconds.</source>
      <translation>它在 %1 秒內沒有回應。</translation>
    </message>
    <message>
      <source>It does not answer yet.</source>
      <translation>它還沒有回應。</translation>
    </message>
    <message>
      <source>It does not answer.</source>
      <translation>它沒有回應。</translation>
    </message>
    <message>
      <source>It does not begin with http:// or https:// and a host.</source>
      <translation>它不是以 http:// 或 https:// 加上主機開頭。</translation>
    </message>
    <message>
      <source>It does not decode: %1.</source>
      <translation>無法解碼：%1。</translation>
    </message>
    <message>
      <source>It does not exist, or is not a file.</source>
      <translation>它不存在，或不是檔案。</translation>
    </message>
    <message>
      <source>It does not exist.</source>
      <translation>它不存在。</translation>
    </message>
    <message>
      <source>It does not open projects that a newer version saved.</source>
      <translation>它無法開啟較新版本儲存的專案。</translation>
    </message>
    <message>
      <source>It does not say what its content should be, so Farmhand has not put it there.</source>
      <translation>它沒有說明內容應為何，因此不是 Farmhand 放入的。</translation>
    </message>
    <message>
      <source>It does not say what its content should be.</source>
      <translation>它沒有說明內容應為何。</translation>
    </message>
    <message>
      <source>It does not say who sent it, so nobody has proved that.</source>
      <translation>它沒有說明由誰送出，因此無人證明過來源。</translation>
    </message>
    <message>
      <source>It ended because nobody listened to it any more.</source>
      <translation>它結束了，因為已沒有程式聽取它的輸出。</translation>
    </message>
    <message>
      <source>It ended the connection at the first words.</source>
      <translation>它一開始就結束了連線。</translation>
    </message>
    <message>
      <source>It ended with exit code %1.</source>
      <translation>它以結束代碼 %1 結束。</translation>
    </message>
    <message>
      <source>It ended with the session that it belonged to.</source>
      <translation>它隨所屬的工作階段結束。</translation>
    </message>
    <message>
      <source>It ends by itself; start it again to have it stand by.</source>
      <translation>它會自行結束；請重新啟動以讓它待命。</translation>
    </message>
    <message>
      <source>It failed while %1: %2.</source>
      <translation>It failed while %1: %2.</translation>
    </message>
    <message>
      <source>It gave no answer.</source>
      <translation>它沒有回應。</translation>
    </message>
    <message>
      <source>It gave no estimate.</source>
      <translation>它沒有給出預估。</translation>
    </message>
    <message>
      <source>It gave no sign of life for %1 seconds while %2.</source>
      <translation>它有 %1 秒沒有動靜（%2）。</translation>
    </message>
    <message>
      <source>It goes on after the host and port.</source>
      <translation>在主機與連接埠之後還有內容。</translation>
    </message>
    <message>
      <source>It has %1 MB; projects up to %2 MB are read.</source>
      <translation>它有 %1 MB；最多讀取 %2 MB 的專案。</translation>
    </message>
    <message>
      <source>It has %1 bytes and should have %2.</source>
      <translation>它有 %1 個位元組，應為 %2 個。</translation>
    </message>
    <message>
      <source>It has %1 bytes and was made with %2.</source>
      <translation>它有 %1 個位元組，製作時有 %2 個。</translation>
    </message>
    <message>
      <source>It has %1 bytes; After Effects opens paths of up to %2.</source>
      <translation>它有 %1 個位元組；After Effects 可開啟最多 %2 個的路徑。</translation>
    </message>
    <message>
      <source>It has %1 characters, at most %2 fit.</source>
      <translation>它有 %1 個字元，最多容納 %2 個。</translation>
    </message>
    <message>
      <source>It has %1 characters, the template's author allows %2.</source>
      <translation>它有 %1 個字元，範本作者允許 %2 個。</translation>
    </message>
    <message>
      <source>It has %1 characters; After Effects opens paths of up to %2.</source>
      <translation>它有 %1 個字元；After Effects 可開啟最多 %2 個的路徑。</translation>
    </message>
    <message>
      <source>It has %1 entries; more than %2 are not taken.</source>
      <translation>它有 %1 個項目；最多接受 %2 個。</translation>
    </message>
    <message>
      <source>It has %1 frames and should have %2.</source>
      <translation>它有 %1 個影格，應為 %2 個。</translation>
    </message>
    <message>
      <source>It has %1 frames, from 0 on.</source>
      <translation>它有 %1 個影格，從 0 起算。</translation>
    </message>
    <message>
      <source>It has %1 frames, numbered 0-%2.</source>
      <translation>它有 %1 個影格，編號為 0-%2。</translation>
    </message>
    <message>
      <source>It has %1 pieces, and not exactly those were handed in.</source>
      <translation>它有 %1 個片段，而交來的並不正好是這些。</translation>
    </message>
    <message>
      <source>It has %1, and %2 are free on the disk of “%3”, of which %4 are left alone.</source>
      <translation>它有 %1，「%3」所在磁碟可用 %2，其中 %4 予以保留。</translation>
    </message>
    <message>
      <source>It has %1.</source>
      <translation>It has %1.</translation>
    </message>
    <message>
      <source>It has a percent sign or a control character that After Effects takes for something else.</source>
      <translation>其中有百分號或控制字元，After Effects 會誤解其意義。</translation>
    </message>
    <message>
      <source>It has ended, is paused or being joined, or is not in the list.</source>
      <translation>它已結束、已暫停或正在合併，或不在清單中。</translation>
    </message>
    <message>
      <source>It has more than %1 characters.</source>
      <translation>它有超過 %1 個字元。</translation>
    </message>
    <message>
      <source>It has more than %1 rows.</source>
      <translation>它有超過 %1 列。</translation>
    </message>
    <message>
      <source>It has more than %1 spans of %2 seconds.</source>
      <translation>它有超過 %1 個 %2 秒的間隔。</translation>
    </message>
    <message>
      <source>It has no name in the file.</source>
      <translation>它在檔案中沒有名稱。</translation>
    </message>
    <message>
      <source>It has no pictures that can be read.</source>
      <translation>它沒有可以讀取的畫面。</translation>
    </message>
    <message>
      <source>It has no pictures.</source>
      <translation>它沒有畫面。</translation>
    </message>
    <message>
      <source>It has no sound.</source>
      <translation>它沒有聲音。</translation>
    </message>
    <message>
      <source>It has not even a row of column names.</source>
      <translation>連欄名列都沒有。</translation>
    </message>
    <message>
      <source>It has the form that After Effects used before Creative Cloud.</source>
      <translation>這是 After Effects 在 Creative Cloud 之前使用的格式。</translation>
    </message>
    <message>
      <source>It has version %1, this program uses %2.</source>
      <translation>它的版本是 %1，本程式使用 %2。</translation>
    </message>
    <message>
      <source>It holds %1.</source>
      <translation>It holds %1.</translation>
    </message>
    <message>
      <source>It holds a document type declaration (DOCTYPE), which After Effects never writes.</source>
      <translation>其中有文件類型宣告（DOCTYPE），After Effects 從不寫入這種內容。</translation>
    </message>
    <message>
      <source>It holds a user or password.</source>
      <translation>其中含有使用者或密碼。</translation>
    </message>
    <message>
      <source>It holds more than a bucket and a folder in it.</source>
      <translation>其中不只有儲存貯體與其中的資料夾。</translation>
    </message>
    <message>
      <source>It is %1 × %2, the placeholder %3 × %4 pixels.</source>
      <translation>它是 %1 × %2 像素，預留位置是 %3 × %4 像素。</translation>
    </message>
    <message>
      <source>It is %1.</source>
      <translation>It is %1.</translation>
    </message>
    <message>
      <source>It is RabbitMQ %1.</source>
      <translation>它是 RabbitMQ %1。</translation>
    </message>
    <message>
      <source>It is a RIFX file of the kind %1, not %2.</source>
      <translation>這是 %1 類型的 RIFX 檔案，不是 %2。</translation>
    </message>
    <message>
      <source>It is a link or a device, not a file.</source>
      <translation>它是連結或裝置，不是檔案。</translation>
    </message>
    <message>
      <source>It is absolute or has an empty part.</source>
      <translation>它是絕對路徑，或有空的部分。</translation>
    </message>
    <message>
      <source>It is another file than the film.</source>
      <translation>它是別的檔案，不是這部影片。</translation>
    </message>
    <message>
      <source>It is archived and cannot be read now.</source>
      <translation>它已封存，現在無法讀取。</translation>
    </message>
    <message>
      <source>It is empty, or has quotes or control characters in it.</source>
      <translation>它是空的，或其中有引號或控制字元。</translation>
    </message>
    <message>
      <source>It is empty, or longer than %1 bytes.</source>
      <translation>它是空的，或長於 %1 個位元組。</translation>
    </message>
    <message>
      <source>It is empty.</source>
      <translation>它是空的。</translation>
    </message>
    <message>
      <source>It is in none of the usual places.</source>
      <translation>它不在任何常見的位置。</translation>
    </message>
    <message>
      <source>It is in use by %1.</source>
      <translation>它正由 %1 使用。</translation>
    </message>
    <message>
      <source>It is just starting or stopping.</source>
      <translation>它正在啟動或停止。</translation>
    </message>
    <message>
      <source>It is larger than %1 bytes.</source>
      <translation>它大於 %1 個位元組。</translation>
    </message>
    <message>
      <source>It is larger than the server takes.</source>
      <translation>它大於伺服器所接受的大小。</translation>
    </message>
    <message>
      <source>It is longer than %1 bytes.</source>
      <translation>它長於 %1 個位元組。</translation>
    </message>
    <message>
      <source>It is made of 1 to 64 letters and digits.</source>
      <translation>它由 1 到 64 個字母與數字組成。</translation>
    </message>
    <message>
      <source>It is malformed: %1.</source>
      <translation>格式不正確：%1。</translation>
    </message>
    <message>
      <source>It is more than %1 folders deep.</source>
      <translation>它的資料夾超過 %1 層。</translation>
    </message>
    <message>
      <source>It is named in the settings.</source>
      <translation>它是在設定中指定的。</translation>
    </message>
    <message>
      <source>It is no address.</source>
      <translation>它不是位址。</translation>
    </message>
    <message>
      <source>It is not a file.</source>
      <translation>它不是檔案。</translation>
    </message>
    <message>
      <source>It is not an address.</source>
      <translation>它不是位址。</translation>
    </message>
    <message>
      <source>It is not clear which of the %1 in %2 is meant.</source>
      <translation>不清楚指的是 %2 中的哪一個（%1）。</translation>
    </message>
    <message>
      <source>It is not known whether a message for “%1” arrived.</source>
      <translation>不知道給「%1」的訊息是否送達。</translation>
    </message>
    <message>
      <source>It is not relative to the archive.</source>
      <translation>它不是相對於壓縮檔的路徑。</translation>
    </message>
    <message>
      <source>It is not said in which region the machines are.</source>
      <translation>沒有說明機器在哪個區域。</translation>
    </message>
    <message>
      <source>It is not said which machines are the farm's.</source>
      <translation>沒有說明哪些機器屬於這個農場。</translation>
    </message>
    <message>
      <source>It is not valid Unicode.</source>
      <translation>它不是有效的 Unicode。</translation>
    </message>
    <message>
      <source>It is on a network drive, where SQLite's locks cannot be trusted.</source>
      <translation>它在網路磁碟機上，那裡無法信任 SQLite 的鎖定。</translation>
    </message>
    <message>
      <source>It is packed in a way that Farmhand does not read (method %1).</source>
      <translation>它以 Farmhand 無法讀取的方式壓縮（方法 %1）。</translation>
    </message>
    <message>
      <source>It is protected with a password.</source>
      <translation>它受密碼保護。</translation>
    </message>
    <message>
      <source>It is still stopping.</source>
      <translation>它還在停止中。</translation>
    </message>
    <message>
      <source>It is too long.</source>
      <translation>它太長。</translation>
    </message>
    <message>
      <source>It is tried again by itself.</source>
      <translation>會自動重試。</translation>
    </message>
    <message>
      <source>It is “%1”.</source>
      <translation>它是「%1」。</translation>
    </message>
    <message>
      <source>It lasts %1 seconds and should last %2.</source>
      <translation>它長 %1 秒，應為 %2 秒。</translation>
    </message>
    <message>
      <source>It lasts %1 seconds and was made with %2.</source>
      <translation>它長 %1 秒，製作時為 %2 秒。</translation>
    </message>
    <message>
      <source>It leads out of the archive.</source>
      <translation>它通往壓縮檔之外。</translation>
    </message>
    <message>
      <source>It lies at %1.</source>
      <translation>它位於 %1。</translation>
    </message>
    <message>
      <source>It lives for at most %1 minutes.</source>
      <translation>它最多有效 %1 分鐘。</translation>
    </message>
    <message>
      <source>It looks like %1.</source>
      <translation>It looks like %1.</translation>
    </message>
    <message>
      <source>It may be closing, or busy.</source>
      <translation>它可能正在關閉，或正在忙碌。</translation>
    </message>
    <message>
      <source>It may be sent again once the other side is there.</source>
      <translation>待對方在線後可以重新送出。</translation>
    </message>
    <message>
      <source>It may be sent again.</source>
      <translation>可以重新送出。</translation>
    </message>
    <message>
      <source>It may have %1 characters.</source>
      <translation>它可以有 %1 個字元。</translation>
    </message>
    <message>
      <source>It means a folder.</source>
      <translation>它代表資料夾。</translation>
    </message>
    <message>
      <source>It names files that do not belong to its job.</source>
      <translation>它列出了不屬於其工作的檔案。</translation>
    </message>
    <message>
      <source>It names what the window does not open.</source>
      <translation>它列出了視窗不開啟的項目。</translation>
    </message>
    <message>
      <source>It need not be set.</source>
      <translation>不一定要設定。</translation>
    </message>
    <message>
      <source>It refers to files as After Effects CS6 did.</source>
      <translation>它以 After Effects CS6 的方式參照檔案。</translation>
    </message>
    <message>
      <source>It refers to footage item %1 in a form that cannot be written.</source>
      <translation>它以無法寫入的形式參照素材項目 %1。</translation>
    </message>
    <message>
      <source>It says that a frame took %1 s on “%2”.</source>
      <translation>它說一個影格在「%2」上花了 %1 秒。</translation>
    </message>
    <message>
      <source>It says that it took %1 s and has %2 bytes.</source>
      <translation>它說花了 %1 秒，有 %2 個位元組。</translation>
    </message>
    <message>
      <source>It says: %1</source>
      <translation>它的訊息：%1</translation>
    </message>
    <message>
      <source>It says: %1.</source>
      <translation>它的訊息：%1。</translation>
    </message>
    <message>
      <source>It says: %1: %2.</source>
      <translation>它的訊息：%1: %2。</translation>
    </message>
    <message>
      <source>It says: days %1, from minute %2 to %3, at least %4.</source>
      <translation>其內容：日期 %1，從第 %2 分鐘到第 %3 分鐘，至少 %4。</translation>
    </message>
    <message>
      <source>It started with something unexpected.</source>
      <translation>它以非預期的內容開始。</translation>
    </message>
    <message>
      <source>It stopped answering.</source>
      <translation>它停止回應。</translation>
    </message>
    <message>
      <source>It takes %1, not a text or a photo.</source>
      <translation>It takes %1, not a text or a photo.</translation>
    </message>
    <message>
      <source>It wants to send a %1.</source>
      <translation>它要送出 %1。</translation>
    </message>
    <message>
      <source>It was a %1.</source>
      <translation>It was a %1.</translation>
    </message>
    <message>
      <source>It was changed or damaged since.</source>
      <translation>它在之後被變更或損壞。</translation>
    </message>
    <message>
      <source>It was deleted meanwhile.</source>
      <translation>它在這期間被刪除。</translation>
    </message>
    <message>
      <source>It was deleted, or moved.</source>
      <translation>它已刪除或移動。</translation>
    </message>
    <message>
      <source>It was ended because it took too long.</source>
      <translation>它因花費太久而被結束。</translation>
    </message>
    <message>
      <source>It was ended because it used more processor time than it may.</source>
      <translation>它因使用的處理器時間超過允許而被結束。</translation>
    </message>
    <message>
      <source>It was ended because it wrote a larger file than it may.</source>
      <translation>它因寫入的檔案超過允許的大小而被結束。</translation>
    </message>
    <message>
      <source>It was ended because memory is short.</source>
      <translation>它因記憶體不足而被結束。</translation>
    </message>
    <message>
      <source>It was ended by the system (signal %1).</source>
      <translation>它被系統結束（訊號 %1）。</translation>
    </message>
    <message>
      <source>It was given up after %1 s.</source>
      <translation>在 %1 秒後放棄。</translation>
    </message>
    <message>
      <source>It was interrupted.</source>
      <translation>它被中斷。</translation>
    </message>
    <message>
      <source>It was killed: by the system, as it does when memory is short, or by somebody.</source>
      <translation>它被強制結束：由系統（記憶體不足時會這樣）或由某人。</translation>
    </message>
    <message>
      <source>It was looked for at %1.</source>
      <translation>已在 %1 尋找。</translation>
    </message>
    <message>
      <source>It was made by another user of the database.</source>
      <translation>它是由資料庫的另一個使用者建立的。</translation>
    </message>
    <message>
      <source>It was moved or deleted, or this computer does not see the farm's results.</source>
      <translation>它已移動或刪除，或這部電腦看不到農場的成品位置。</translation>
    </message>
    <message>
      <source>It was not begun.</source>
      <translation>它沒有開始。</translation>
    </message>
    <message>
      <source>It was sent by %1.</source>
      <translation>由 %1 送出。</translation>
    </message>
    <message>
      <source>It was terminated, or does not carry the farm's tag.</source>
      <translation>它已被終止，或沒有農場的標籤。</translation>
    </message>
    <message>
      <source>It was told to end.</source>
      <translation>它被要求結束。</translation>
    </message>
    <message>
      <source>It was waited for %1 s.</source>
      <translation>已等待 %1 秒。</translation>
    </message>
    <message>
      <source>It would be a file that ends with .aep, .aepx or .aet.</source>
      <translation>它應為副檔名是 .aep、.aepx 或 .aet 的檔案。</translation>
    </message>
    <message>
      <source>It would be kept in the settings and shown in logs.</source>
      <translation>它會保存在設定中並顯示在記錄中。</translation>
    </message>
    <message>
      <source>It would be kept in the settings.</source>
      <translation>它會保存在設定中。</translation>
    </message>
    <message>
      <source>It wrote frame %1, and was asked for %2 to %3.</source>
      <translation>它寫入了影格 %1，而要求的是 %2 到 %3。</translation>
    </message>
    <message>
      <source>Its %1 should be %2 and is %3.</source>
      <translation>Its %1 should be %2 and is %3.</translation>
    </message>
    <message>
      <source>Its address does not name a database.</source>
      <translation>其位址沒有指定資料庫。</translation>
    </message>
    <message>
      <source>Its agent %1.</source>
      <translation>Its agent %1.</translation>
    </message>
    <message>
      <source>Its auto scaling group takes this machine out.</source>
      <translation>它的自動調整群組移除了這部機器。</translation>
    </message>
    <message>
      <source>Its certificate was refused: %1.</source>
      <translation>其憑證被拒絕：%1。</translation>
    </message>
    <message>
      <source>Its checksum is wrong.</source>
      <translation>其總和檢查碼不符。</translation>
    </message>
    <message>
      <source>Its content is not what the job was made with.</source>
      <translation>其內容與製作工作時的不同。</translation>
    </message>
    <message>
      <source>Its content is not what was put there.</source>
      <translation>其內容與放入時的不同。</translation>
    </message>
    <message>
      <source>Its content is not what was written.</source>
      <translation>其內容與寫入的不同。</translation>
    </message>
    <message>
      <source>Its file does not lie among the pieces of its job.</source>
      <translation>它的檔案不在其工作的片段之中。</translation>
    </message>
    <message>
      <source>Its files need %1, and %2 are free.</source>
      <translation>其檔案需要 %1，可用 %2。</translation>
    </message>
    <message>
      <source>Its film cannot be named “%1”: its ending is not one of %2.</source>
      <translation>其影片不能命名為「%1」：副檔名不是 %2 之一。</translation>
    </message>
    <message>
      <source>Its first bytes are something else.</source>
      <translation>其開頭的位元組是別的內容。</translation>
    </message>
    <message>
      <source>Its frames are numbered 0-%1.</source>
      <translation>其影格編號為 0-%1。</translation>
    </message>
    <message>
      <source>Its header says %1 × %2 pixels.</source>
      <translation>其標頭標示為 %1 × %2 像素。</translation>
    </message>
    <message>
      <source>Its last words:</source>
      <translation>最後的訊息：</translation>
    </message>
    <message>
      <source>Its lock is not free yet.</source>
      <translation>它的鎖定還沒有釋放。</translation>
    </message>
    <message>
      <source>Its name has quotes or control characters in it.</source>
      <translation>其名稱中有引號或控制字元。</translation>
    </message>
    <message>
      <source>Its name is longer than the server takes.</source>
      <translation>其名稱比伺服器所接受的長。</translation>
    </message>
    <message>
      <source>Its outermost XML element is &lt;%1&gt;, not &lt;%2&gt;.</source>
      <translation>其最外層的 XML 元素是 &lt;%1&gt;，不是 &lt;%2&gt;。</translation>
    </message>
    <message>
      <source>Its pictures are of a kind that cannot be read.</source>
      <translation>其畫面的格式無法讀取。</translation>
    </message>
    <message>
      <source>Its plan has %1 pieces.</source>
      <translation>它的算圖計畫有 %1 個片段。</translation>
    </message>
    <message>
      <source>Its queue was deleted.</source>
      <translation>它的佇列已被刪除。</translation>
    </message>
    <message>
      <source>Its quotation marks do not match, or a cell is too long (%1).</source>
      <translation>其引號不成對，或某個儲存格過長（%1）。</translation>
    </message>
    <message>
      <source>Its server is MariaDB %1.</source>
      <translation>其伺服器為 MariaDB %1。</translation>
    </message>
    <message>
      <source>Its server is MySQL %1.</source>
      <translation>其伺服器為 MySQL %1。</translation>
    </message>
    <message>
      <source>Its sound is silent and the music is not.</source>
      <translation>其聲音是靜音，而音樂不是。</translation>
    </message>
    <message>
      <source>Its sound lasts %1 seconds and should last %2.</source>
      <translation>其聲音長 %1 秒，應為 %2 秒。</translation>
    </message>
    <message>
      <source>Its tables are of version %1; this program knows up to %2.</source>
      <translation>其資料表的版本為 %1；本程式最多支援 %2。</translation>
    </message>
    <message>
      <source>Job %1 cannot be joined.</source>
      <translation>無法合併工作 %1。</translation>
    </message>
    <message>
      <source>Job %1 could not be opened.</source>
      <translation>無法開啟工作 %1。</translation>
    </message>
    <message>
      <source>Job %1: %2 met a fault in Farmhand.</source>
      <translation>工作 %1：%2 在 Farmhand 中遇到錯誤。</translation>
    </message>
    <message>
      <source>Job objects exist on Windows only.</source>
      <translation>工作物件只存在於 Windows。</translation>
    </message>
    <message>
      <source>Keep both, or set fleet_stored_keys to false.</source>
      <translation>請兩個都保存，或將 fleet_stored_keys 設為 false。</translation>
    </message>
    <message>
      <source>Keep it as the secret “%1”, or as “broker”.</source>
      <translation>請將其存為機密「%1」或「broker」。</translation>
    </message>
    <message>
      <source>Keep it as the secret “%1”.</source>
      <translation>請將其存為機密「%1」。</translation>
    </message>
    <message>
      <source>Keep the project as .aep, or save it as .aepx from After Effects.</source>
      <translation>請保留 .aep 格式的專案，或從 After Effects 另存為 .aepx。</translation>
    </message>
    <message>
      <source>Known are JPEG, PNG, TIFF, WebP, AVIF, JPEG 2000, GIF, BMP, TGA and PSD.</source>
      <translation>支援 JPEG、PNG、TIFF、WebP、AVIF、JPEG 2000、GIF、BMP、TGA 和 PSD。</translation>
    </message>
    <message>
      <source>Layer %1 is not a text layer.</source>
      <translation>圖層 %1 不是文字圖層。</translation>
    </message>
    <message>
      <source>Layer “%1” in “%2” could not be drawn.</source>
      <translation>無法繪製「%2」中的圖層「%1」。</translation>
    </message>
    <message>
      <source>Layer “%1” in “%2” is its own parent.</source>
      <translation>「%2」中的圖層「%1」是自己的父圖層。</translation>
    </message>
    <message>
      <source>Leave it out of the address; it is asked for, and kept where secrets are.</source>
      <translation>請不要寫在位址中；會另外詢問密碼，並保存在機密的所在之處。</translation>
    </message>
    <message>
      <source>Leave it out, and keep it as the secret “store”.</source>
      <translation>請將其省略，並存為機密「store」。</translation>
    </message>
    <message>
      <source>Leave results empty, or name a folder.</source>
      <translation>請將 results 留空，或指定資料夾。</translation>
    </message>
    <message>
      <source>Leave the folder out, or render on this computer.</source>
      <translation>請不要指定資料夾，或在這部電腦上算圖。</translation>
    </message>
    <message>
      <source>Let all managers log in to the database as the same user.</source>
      <translation>請讓所有管理程式以同一個使用者登入資料庫。</translation>
    </message>
    <message>
      <source>Let its name end with .pdf or .png.</source>
      <translation>請讓其名稱以 .pdf 或 .png 結尾。</translation>
    </message>
    <message>
      <source>Let one worker per computer draw with After Effects, and close what else scripts it.</source>
      <translation>請讓每部電腦只有一個工作程序用 After Effects 繪製，並關閉其他操控它的程式。</translation>
    </message>
    <message>
      <source>Let the agent's user read it.</source>
      <translation>請讓代理程式的使用者可以讀取它。</translation>
    </message>
    <message>
      <source>Let the composition's start frame be a whole frame in the template.</source>
      <translation>請讓範本中合成的起始影格為整數影格。</translation>
    </message>
    <message>
      <source>Let the output module template use the composition's frame numbers.</source>
      <translation>請讓輸出模組範本使用合成的影格編號。</translation>
    </message>
    <message>
      <source>List the template's slots and use their keys.</source>
      <translation>請列出範本的欄位並使用其鍵。</translation>
    </message>
    <message>
      <source>Listing instances did not succeed.</source>
      <translation>列出執行個體沒有成功。</translation>
    </message>
    <message>
      <source>Listing instances did not succeed: %1.</source>
      <translation>列出執行個體沒有成功：%1。</translation>
    </message>
    <message>
      <source>Log in again, for example with aws sso login, or check the profile.</source>
      <translation>請重新登入（例如用 aws sso login），或檢查設定檔。</translation>
    </message>
    <message>
      <source>Log in again, for example with aws sso login, or enter new keys.</source>
      <translation>請重新登入（例如用 aws sso login），或輸入新的金鑰。</translation>
    </message>
    <message>
      <source>Log in again, or enter new keys.</source>
      <translation>請重新登入，或輸入新的金鑰。</translation>
    </message>
    <message>
      <source>Log in to the broker as “%1”.</source>
      <translation>請以「%1」登入訊息伺服器。</translation>
    </message>
    <message>
      <source>Look after the database server, then start the manager again.</source>
      <translation>請檢查資料庫伺服器，然後重新啟動管理程式。</translation>
    </message>
    <message>
      <source>Look at the list again.</source>
      <translation>請再看一次清單。</translation>
    </message>
    <message>
      <source>Look at the list of jobs.</source>
      <translation>請查看工作清單。</translation>
    </message>
    <message>
      <source>Look on that computer for a window of After Effects that waits for an answer. %1</source>
      <translation>請查看那部電腦上是否有等待回答的 After Effects 視窗。%1</translation>
    </message>
    <message>
      <source>Machines that are on the manager's computer are started and stopped by the manager alone.</source>
      <translation>管理程式所在電腦上的機器只能由管理程式啟動與停止。</translation>
    </message>
    <message>
      <source>Make a broker user for each, with farmhand-agent broker setup, and name them there.</source>
      <translation>請用 farmhand-agent broker setup 為每部機器建立訊息伺服器使用者，並在該處列出。</translation>
    </message>
    <message>
      <source>Make it smaller.</source>
      <translation>請將其縮小。</translation>
    </message>
    <message>
      <source>Make room on it, or mend it. The jobs go on by themselves then.</source>
      <translation>請在其上騰出空間，或加以修復。之後工作會自動繼續。</translation>
    </message>
    <message>
      <source>MariaDB 10.4, MySQL 8.0.17 or newer is needed.</source>
      <translation>需要 MariaDB 10.4、MySQL 8.0.17 或更新版本。</translation>
    </message>
    <message>
      <source>Mend or delete it.</source>
      <translation>請修正或刪除它。</translation>
    </message>
    <message>
      <source>Mend the file, or move it away.</source>
      <translation>請修正該檔案，或將其移走。</translation>
    </message>
    <message>
      <source>More is asked for than fits an answer.</source>
      <translation>要求的內容超過一次回應的容量。</translation>
    </message>
    <message>
      <source>Name another folder.</source>
      <translation>請指定其他資料夾。</translation>
    </message>
    <message>
      <source>Name files so that they do not differ in capitals alone.</source>
      <translation>請為檔案取名，使其不只有大小寫的差別。</translation>
    </message>
    <message>
      <source>Name one in the settings that writes TIFF or PNG sequences with alpha, as this After Effects calls it (Edit &gt; Templates &gt; Output Module).</source>
      <translation>請在設定中指定一個會寫出含 Alpha 的 TIFF 或 PNG 序列的範本，名稱須與這個 After Effects 所稱的相同（編輯 &gt; 範本 &gt; 輸出模組）。</translation>
    </message>
    <message>
      <source>Name one in the settings, as this After Effects calls it (Edit &gt; Templates &gt; Render Settings).</source>
      <translation>請在設定中指定一個範本，名稱須與這個 After Effects 所稱的相同（編輯 &gt; 範本 &gt; 算圖設定）。</translation>
    </message>
    <message>
      <source>Name the column by one of these.</source>
      <translation>請用其中之一為該欄命名。</translation>
    </message>
    <message>
      <source>Name the one to render, by its name or as #id.</source>
      <translation>請以名稱或 #id 指定要算圖的合成。</translation>
    </message>
    <message>
      <source>Name the one you mean by one of these.</source>
      <translation>請用其中之一指定您要的那一個。</translation>
    </message>
    <message>
      <source>No access key was entered.</source>
      <translation>沒有輸入存取金鑰。</translation>
    </message>
    <message>
      <source>No computer of that name is known.</source>
      <translation>沒有已知的電腦叫這個名稱。</translation>
    </message>
    <message>
      <source>No encrypted connection to %1 could be made.</source>
      <translation>無法與 %1 建立加密連線。</translation>
    </message>
    <message>
      <source>No farm is set up.</source>
      <translation>沒有設定農場。</translation>
    </message>
    <message>
      <source>No machine was named.</source>
      <translation>沒有指定機器。</translation>
    </message>
    <message>
      <source>No photo is named for “%1”.</source>
      <translation>沒有為「%1」指定照片。</translation>
    </message>
    <message>
      <source>No storage is set up for the farm.</source>
      <translation>農場沒有設定儲存空間。</translation>
    </message>
    <message>
      <source>Nobody listens there.</source>
      <translation>那裡沒有程式在接聽。</translation>
    </message>
    <message>
      <source>None is on the PATH, and none came with Farmhand.</source>
      <translation>PATH 上沒有，Farmhand 也沒有附帶。</translation>
    </message>
    <message>
      <source>Nothing answers at %1.</source>
      <translation>%1 沒有程式回應。</translation>
    </message>
    <message>
      <source>Nothing came in %1 s.</source>
      <translation>%1 秒內沒有任何回應。</translation>
    </message>
    <message>
      <source>Nothing came within %1 seconds.</source>
      <translation>%1 秒內沒有任何回應。</translation>
    </message>
    <message>
      <source>Nothing can be moved before “%1”.</source>
      <translation>無法將任何工作移到「%1」之前。</translation>
    </message>
    <message>
      <source>Nothing changed.</source>
      <translation>沒有任何變更。</translation>
    </message>
    <message>
      <source>Nothing is heard of “%1”.</source>
      <translation>沒有「%1」的任何消息。</translation>
    </message>
    <message>
      <source>Nothing listens there.</source>
      <translation>那裡沒有程式在接聽。</translation>
    </message>
    <message>
      <source>Nothing of yours was applied.</source>
      <translation>您的變更都沒有套用。</translation>
    </message>
    <message>
      <source>Nothing was deleted.</source>
      <translation>沒有刪除任何內容。</translation>
    </message>
    <message>
      <source>Nothing was heard of it any more.</source>
      <translation>之後再也沒有它的消息。</translation>
    </message>
    <message>
      <source>Nothing was published. Try again.</source>
      <translation>沒有發布任何內容。請再試一次。</translation>
    </message>
    <message>
      <source>Nothing was written. Please report this template.</source>
      <translation>沒有寫入任何內容。請回報這個範本。</translation>
    </message>
    <message>
      <source>Of the job “%1” nothing is left to estimate.</source>
      <translation>工作「%1」已沒有可估算的內容。</translation>
    </message>
    <message>
      <source>Of the settings after_effects_cache_percent and after_effects_memory_percent only one is set.</source>
      <translation>設定 after_effects_cache_percent 與 after_effects_memory_percent 只設了其中一個。</translation>
    </message>
    <message>
      <source>On Debian: apt-get install -y --no-install-recommends rabbitmq-server</source>
      <translation>在 Debian 上：apt-get install -y --no-install-recommends rabbitmq-server</translation>
    </message>
    <message>
      <source>Only %1 are free for %2.</source>
      <translation>%2 只有 %1 可用。</translation>
    </message>
    <message>
      <source>Only %1 of %2 reported within %3 seconds.</source>
      <translation>%3 秒內 %2 個中只有 %1 個回報。</translation>
    </message>
    <message>
      <source>Only %1 of the memory are available.</source>
      <translation>記憶體只有 %1 可用。</translation>
    </message>
    <message>
      <source>Only jobs that are done, failed or cancelled can be.</source>
      <translation>只有已完成、失敗或取消的工作可以。</translation>
    </message>
    <message>
      <source>Only one at a time can manage a farm.</source>
      <translation>一次只能有一個管理農場。</translation>
    </message>
    <message>
      <source>Only one at a time can render into it, so that nothing is rendered twice.</source>
      <translation>一次只能有一個在其中算圖，以免重複算圖。</translation>
    </message>
    <message>
      <source>Only one window at a time can show and render its jobs, so that no film is rendered twice.</source>
      <translation>一次只能有一個視窗顯示並算圖其工作，以免影片重複算圖。</translation>
    </message>
    <message>
      <source>Open it again.</source>
      <translation>請重新開啟。</translation>
    </message>
    <message>
      <source>Open it in After Effects CC 2018 or later and save it again.</source>
      <translation>請在 After Effects CC 2018 或更新版本中開啟並重新儲存。</translation>
    </message>
    <message>
      <source>Open it in After Effects and add one.</source>
      <translation>請在 After Effects 中開啟並新增一個。</translation>
    </message>
    <message>
      <source>Open it in After Effects and save it again, or use another copy.</source>
      <translation>請在 After Effects 中開啟並重新儲存，或使用其他副本。</translation>
    </message>
    <message>
      <source>Open its template.</source>
      <translation>請開啟其範本。</translation>
    </message>
    <message>
      <source>Open the file in Farmhand's own window.</source>
      <translation>請在 Farmhand 自己的視窗中開啟檔案。</translation>
    </message>
    <message>
      <source>Open the project file itself.</source>
      <translation>請直接開啟專案檔案。</translation>
    </message>
    <message>
      <source>Open the project in After Effects CC 2018 or later and save it again.</source>
      <translation>請在 After Effects CC 2018 或更新版本中開啟專案並重新儲存。</translation>
    </message>
    <message>
      <source>Open the project in After Effects and correct the layer's parent.</source>
      <translation>請在 After Effects 中開啟專案並修正該圖層的父圖層。</translation>
    </message>
    <message>
      <source>Open the project in After Effects and save it again, or use a copy.</source>
      <translation>請在 After Effects 中開啟專案並重新儲存，或使用副本。</translation>
    </message>
    <message>
      <source>Open the project in After Effects and save it again, or use another copy.</source>
      <translation>請在 After Effects 中開啟專案並重新儲存，或使用其他副本。</translation>
    </message>
    <message>
      <source>Open the template in After Effects on this worker to see why.</source>
      <translation>請在這個工作程序上用 After Effects 開啟範本以查看原因。</translation>
    </message>
    <message>
      <source>Open the template in After Effects on this worker. Its format may need a codec, or a graphics card, that is not there.</source>
      <translation>請在這個工作程序上用 After Effects 開啟範本。其格式可能需要該處沒有的轉碼器或顯示卡。</translation>
    </message>
    <message>
      <source>Opening %1 was stopped.</source>
      <translation>%1 的開啟已停止。</translation>
    </message>
    <message>
      <source>Other parts of the project differ from the template: %1 and %2 more.</source>
      <translation>專案的其他部分與範本不同：%1，以及另外 %2 個。</translation>
    </message>
    <message>
      <source>Other parts of the project differ from the template: %1.</source>
      <translation>專案的其他部分與範本不同：%1。</translation>
    </message>
    <message>
      <source>Permit overwriting, number the files, or choose another name.</source>
      <translation>請允許覆寫、為檔案編號，或選擇其他名稱。</translation>
    </message>
    <message>
      <source>Photos cannot be placed in %1.</source>
      <translation>無法將照片放入 %1。</translation>
    </message>
    <message>
      <source>Piece %1 of job %2 is damaged.</source>
      <translation>工作 %2 的片段 %1 已損壞。</translation>
    </message>
    <message>
      <source>Piece %1 of job “%2” was refused.</source>
      <translation>不接受工作「%2」的片段 %1。</translation>
    </message>
    <message>
      <source>Pieces %1 to %2 were granted of job %3.</source>
      <translation>核發了工作 %3 的片段 %1 到 %2。</translation>
    </message>
    <message>
      <source>Prepare it again from the project file.</source>
      <translation>請從專案檔案重新準備。</translation>
    </message>
    <message>
      <source>RabbitMQ could not be started.</source>
      <translation>無法啟動 RabbitMQ。</translation>
    </message>
    <message>
      <source>RabbitMQ did not start.</source>
      <translation>RabbitMQ 沒有啟動。</translation>
    </message>
    <message>
      <source>RabbitMQ is not installed.</source>
      <translation>沒有安裝 RabbitMQ。</translation>
    </message>
    <message>
      <source>Read it again.</source>
      <translation>請重新讀取。</translation>
    </message>
    <message>
      <source>Read the template again.</source>
      <translation>請重新讀取範本。</translation>
    </message>
    <message>
      <source>Reading it ended with: %1.</source>
      <translation>讀取結果：%1。</translation>
    </message>
    <message>
      <source>Reading it failed: %1.</source>
      <translation>讀取失敗：%1。</translation>
    </message>
    <message>
      <source>Reading it needs more memory than it is given.</source>
      <translation>讀取所需的記憶體超過可用的量。</translation>
    </message>
    <message>
      <source>Reduce the project in After Effects (File &gt; Dependencies &gt; Reduce Project) and save it again.</source>
      <translation>請在 After Effects 中精簡專案（檔案 &gt; 相依性 &gt; 精簡專案）後重新儲存。</translation>
    </message>
    <message>
      <source>Regions are called like eu-central-1.</source>
      <translation>區域的名稱如 eu-central-1。</translation>
    </message>
    <message>
      <source>Remove it.</source>
      <translation>請將其移除。</translation>
    </message>
    <message>
      <source>Remove start-up scripts from this worker's After Effects, and try again.</source>
      <translation>請移除這個工作程序的 After Effects 啟動腳本，然後再試一次。</translation>
    </message>
    <message>
      <source>Remove that variable, then start Farmhand again.</source>
      <translation>請移除該變數，然後重新啟動 Farmhand。</translation>
    </message>
    <message>
      <source>Remove the composition from itself.</source>
      <translation>請將合成從其自身中移除。</translation>
    </message>
    <message>
      <source>Remove the link.</source>
      <translation>請移除該連結。</translation>
    </message>
    <message>
      <source>Rename one of them.</source>
      <translation>請重新命名其中一個。</translation>
    </message>
    <message>
      <source>Rename the composition.</source>
      <translation>請重新命名該合成。</translation>
    </message>
    <message>
      <source>Rename the file or folder.</source>
      <translation>請重新命名檔案或資料夾。</translation>
    </message>
    <message>
      <source>Rename what is named so, and submit it again.</source>
      <translation>請重新命名該項目，然後重新提交。</translation>
    </message>
    <message>
      <source>Render it again, or bring the file back.</source>
      <translation>請重新算圖，或將檔案放回。</translation>
    </message>
    <message>
      <source>Render it again.</source>
      <translation>請重新算圖。</translation>
    </message>
    <message>
      <source>Restore it from a copy, or move its folder away.</source>
      <translation>請從副本還原，或將其資料夾移走。</translation>
    </message>
    <message>
      <source>Restore it from the archive first.</source>
      <translation>請先從封存還原。</translation>
    </message>
    <message>
      <source>Row %1 of %2 cannot be read.</source>
      <translation>無法讀取 %2 的第 %1 列。</translation>
    </message>
    <message>
      <source>Row %1 of %2 cannot be used: %3.</source>
      <translation>Row %1 of %2 cannot be used: %3.</translation>
    </message>
    <message>
      <source>Row %1 of %2 holds characters that cannot be read.</source>
      <translation>%2 的第 %1 列有無法讀取的字元。</translation>
    </message>
    <message>
      <source>Row %1 of %2 holds no column names.</source>
      <translation>%2 的第 %1 列沒有欄名。</translation>
    </message>
    <message>
      <source>Row %1, column %2 of %3 holds %4.</source>
      <translation>Row %1, column %2 of %3 holds %4.</translation>
    </message>
    <message>
      <source>Rows %1 would write the same film, “%2”.</source>
      <translation>第 %1 列會寫入同一部影片「%2」。</translation>
    </message>
    <message>
      <source>Run: chmod 600 '%1'</source>
      <translation>請執行：chmod 600 '%1'</translation>
    </message>
    <message>
      <source>Save it as UTF-8.</source>
      <translation>請儲存為 UTF-8。</translation>
    </message>
    <message>
      <source>Save the sheet as “CSV UTF-8” and choose that file.</source>
      <translation>請將試算表另存為「CSV UTF-8」並選擇該檔案。</translation>
    </message>
    <message>
      <source>Save the sheet as “CSV UTF-8”.</source>
      <translation>請將試算表另存為「CSV UTF-8」。</translation>
    </message>
    <message>
      <source>See %1 in the folder named below.</source>
      <translation>請查看下列資料夾中的 %1。</translation>
    </message>
    <message>
      <source>See that the files exist, are PEM files, and belong together.</source>
      <translation>請確認檔案存在、是 PEM 檔案且彼此相符。</translation>
    </message>
    <message>
      <source>See that the plugin rabbitmq_management is enabled at the broker.</source>
      <translation>請確認訊息伺服器已啟用外掛程式 rabbitmq_management。</translation>
    </message>
    <message>
      <source>See that the port is the broker's TLS port.</source>
      <translation>請確認連接埠是訊息伺服器的 TLS 連接埠。</translation>
    </message>
    <message>
      <source>See the setting results, and whether the folder is mounted.</source>
      <translation>請查看設定 results，以及該資料夾是否已掛載。</translation>
    </message>
    <message>
      <source>See the settings storage and results.</source>
      <translation>請查看設定 storage 與 results。</translation>
    </message>
    <message>
      <source>See what is another now, and apply yours again.</source>
      <translation>請查看現在有何不同，然後重新套用您的變更。</translation>
    </message>
    <message>
      <source>See what runs on the computer that drew it.</source>
      <translation>請查看繪製它的電腦上執行著什麼。</translation>
    </message>
    <message>
      <source>See whether it runs and can reach the broker.</source>
      <translation>請查看它是否在執行並能連上訊息伺服器。</translation>
    </message>
    <message>
      <source>See whether the manager runs and takes messages.</source>
      <translation>請查看管理程式是否在執行並接收訊息。</translation>
    </message>
    <message>
      <source>See whether the manager runs, and bring it and this program to the same version.</source>
      <translation>請查看管理程式是否在執行，並讓它與本程式為同一版本。</translation>
    </message>
    <message>
      <source>See whether the server runs, whether the address is right, and whether a firewall is in the way.</source>
      <translation>請查看伺服器是否在執行、位址是否正確，以及是否被防火牆擋住。</translation>
    </message>
    <message>
      <source>See whether this worker's disk has room, and whether its work folder can be written to. Otherwise open the template in After Effects there to see why.</source>
      <translation>請查看這個工作程序的磁碟是否有空間，以及其工作資料夾是否可以寫入。否則請在該處用 After Effects 開啟範本以查看原因。</translation>
    </message>
    <message>
      <source>Send the policy that “farmhand fleet policy” prints to your AWS admin.</source>
      <translation>請將「farmhand fleet policy」印出的政策傳給您的 AWS 管理員。</translation>
    </message>
    <message>
      <source>Set both, or neither.</source>
      <translation>請兩個都設，或都不設。</translation>
    </message>
    <message>
      <source>Set fleet_region.</source>
      <translation>請設定 fleet_region。</translation>
    </message>
    <message>
      <source>Set it to a folder that all of them see under the same path, or to s3://BUCKET/PREFIX.</source>
      <translation>請設為大家都能以相同路徑看到的資料夾，或 s3://BUCKET/PREFIX。</translation>
    </message>
    <message>
      <source>Set it, as amqps://USER@HOST/VHOST, or give the variable FARMHAND_BROKER.</source>
      <translation>請設為 amqps://USER@HOST/VHOST，或提供變數 FARMHAND_BROKER。</translation>
    </message>
    <message>
      <source>Set lease_seconds to %1 or more.</source>
      <translation>請將 lease_seconds 設為 %1 以上。</translation>
    </message>
    <message>
      <source>Set this computer's clock, best automatically.</source>
      <translation>請設定這部電腦的時鐘，最好是自動設定。</translation>
    </message>
    <message>
      <source>Set up the keyring of this computer: on Linux install and start GNOME Keyring or KWallet, on Windows and macOS log in as the user who runs Farmhand.</source>
      <translation>請設定這部電腦的金鑰圈：在 Linux 上安裝並啟動 GNOME Keyring 或 KWallet，在 Windows 與 macOS 上以執行 Farmhand 的使用者登入。</translation>
    </message>
    <message>
      <source>Several compositions are called “%1”.</source>
      <translation>有幾個合成叫「%1」。</translation>
    </message>
    <message>
      <source>Several slots are called “%1”.</source>
      <translation>有幾個欄位叫「%1」。</translation>
    </message>
    <message>
      <source>Shorten it.</source>
      <translation>請將其縮短。</translation>
    </message>
    <message>
      <source>Sign in to Creative Cloud there, or make it a render-only node, and start After Effects once.</source>
      <translation>請在該處登入 Creative Cloud，或將其設為僅供算圖的節點，並啟動 After Effects 一次。</translation>
    </message>
    <message>
      <source>Something that the farm needs is not there at the broker.</source>
      <translation>訊息伺服器上缺少農場需要的項目。</translation>
    </message>
    <message>
      <source>Start Farmhand on a desktop, or use its commands: farmhand --help.</source>
      <translation>請在桌面環境中啟動 Farmhand，或使用其指令：farmhand --help。</translation>
    </message>
    <message>
      <source>Start another machine, or try again later.</source>
      <translation>請啟動其他機器，或稍後再試。</translation>
    </message>
    <message>
      <source>Start it first.</source>
      <translation>請先將其啟動。</translation>
    </message>
    <message>
      <source>Start it when it has.</source>
      <translation>請在停止後再啟動。</translation>
    </message>
    <message>
      <source>Start the manager, or have an admin set up the broker for the farm.</source>
      <translation>請啟動管理程式，或請管理員為農場設定訊息伺服器。</translation>
    </message>
    <message>
      <source>Starting instances did not succeed.</source>
      <translation>啟動執行個體沒有成功。</translation>
    </message>
    <message>
      <source>Starting instances did not succeed: %1.</source>
      <translation>啟動執行個體沒有成功：%1。</translation>
    </message>
    <message>
      <source>Still alive: processes %1.</source>
      <translation>仍在執行：處理程序 %1。</translation>
    </message>
    <message>
      <source>Stop another machine, or have the quota raised in the AWS console under Service Quotas.</source>
      <translation>請停止其他機器，或在 AWS 主控台的 Service Quotas 中提高配額。</translation>
    </message>
    <message>
      <source>Stopped while trying to %1.</source>
      <translation>Stopped while trying to %1.</translation>
    </message>
    <message>
      <source>Stopped while trying to join %1 pieces to “%2”.</source>
      <translation>在將 %1 個片段合併成「%2」時已停止。</translation>
    </message>
    <message>
      <source>Stopping instances did not succeed.</source>
      <translation>停止執行個體沒有成功。</translation>
    </message>
    <message>
      <source>Stopping instances did not succeed: %1.</source>
      <translation>停止執行個體沒有成功：%1。</translation>
    </message>
    <message>
      <source>Submit it again without frames that were timed beforehand.</source>
      <translation>請不要包含事先計時的影格，重新提交。</translation>
    </message>
    <message>
      <source>Submit it again without that one.</source>
      <translation>請不要包含那個工作，重新提交。</translation>
    </message>
    <message>
      <source>Submit the job again, or put the file there again.</source>
      <translation>請重新提交工作，或重新放入該檔案。</translation>
    </message>
    <message>
      <source>Submit the job again.</source>
      <translation>請重新提交工作。</translation>
    </message>
    <message>
      <source>Submit the job that comes first before it, or in the same submit above it.</source>
      <translation>請先提交排在前面的工作，或在同一次提交中將其放在上方。</translation>
    </message>
    <message>
      <source>Supply what is missing, or accept substitutes for it.</source>
      <translation>請提供缺少的項目，或接受替代項目。</translation>
    </message>
    <message>
      <source>TLS says: %1.</source>
      <translation>TLS 訊息：%1。</translation>
    </message>
    <message>
      <source>Tagging instances did not succeed.</source>
      <translation>為執行個體加上標籤沒有成功。</translation>
    </message>
    <message>
      <source>Tagging instances did not succeed: %1.</source>
      <translation>為執行個體加上標籤沒有成功：%1。</translation>
    </message>
    <message>
      <source>Tags are up to %1 words of letters, digits and _ . : - ; fonts are named by their sha256.</source>
      <translation>標籤最多 %1 個詞，由字母、數字與 _ . : - 組成；字型以其 sha256 指定。</translation>
    </message>
    <message>
      <source>Texts go into layer/&lt;composition&gt;/&lt;layer&gt;, fitted photos into item/&lt;item&gt;.</source>
      <translation>文字放入 layer/&lt;composition&gt;/&lt;layer&gt;，調整好的照片放入 item/&lt;item&gt;。</translation>
    </message>
    <message>
      <source>That job %1.</source>
      <translation>That job %1.</translation>
    </message>
    <message>
      <source>The %1 has ended unexpectedly.</source>
      <translation>%1 意外結束。</translation>
    </message>
    <message>
      <source>The AWS account has not enabled this region.</source>
      <translation>AWS 帳戶沒有啟用這個區域。</translation>
    </message>
    <message>
      <source>The FFmpeg program “%1” does not exist.</source>
      <translation>FFmpeg 程式「%1」不存在。</translation>
    </message>
    <message>
      <source>The address is not known.</source>
      <translation>位址不明。</translation>
    </message>
    <message>
      <source>The address of %1 is not known: there is no network, or it is mistyped.</source>
      <translation>%1 的位址不明：沒有網路，或位址輸入錯誤。</translation>
    </message>
    <message>
      <source>The address of AWS is not known: there is no network, or the region is mistyped.</source>
      <translation>AWS 的位址不明：沒有網路，或區域輸入錯誤。</translation>
    </message>
    <message>
      <source>The address of the EC2 server cannot be used.</source>
      <translation>無法使用 EC2 伺服器的位址。</translation>
    </message>
    <message>
      <source>The address of the S3 server cannot be used.</source>
      <translation>無法使用 S3 伺服器的位址。</translation>
    </message>
    <message>
      <source>The address of the broker contains a password.</source>
      <translation>訊息伺服器的位址含有密碼。</translation>
    </message>
    <message>
      <source>The address of the broker is not a URL.</source>
      <translation>訊息伺服器的位址不是 URL。</translation>
    </message>
    <message>
      <source>The address of the broker is not complete.</source>
      <translation>訊息伺服器的位址不完整。</translation>
    </message>
    <message>
      <source>The address of the broker's management cannot be used.</source>
      <translation>無法使用訊息伺服器管理介面的位址。</translation>
    </message>
    <message>
      <source>The address of the broker's management is not a URL.</source>
      <translation>訊息伺服器管理介面的位址不是 URL。</translation>
    </message>
    <message>
      <source>The address of the storage cannot be used.</source>
      <translation>無法使用儲存空間的位址。</translation>
    </message>
    <message>
      <source>The address of the store contains a password.</source>
      <translation>資料庫的位址含有密碼。</translation>
    </message>
    <message>
      <source>The address of the store is not a URL.</source>
      <translation>資料庫的位址不是 URL。</translation>
    </message>
    <message>
      <source>The answer of AWS came incomplete.</source>
      <translation>AWS 的回應不完整。</translation>
    </message>
    <message>
      <source>The answer of AWS does not mention it.</source>
      <translation>AWS 的回應沒有提到它。</translation>
    </message>
    <message>
      <source>The battery is at %1 percent, and this computer is not plugged in.</source>
      <translation>電池電量為百分之 %1，且這部電腦沒有接上電源。</translation>
    </message>
    <message>
      <source>The broker at %1 cannot be reached.</source>
      <translation>無法連上位於 %1 的訊息伺服器。</translation>
    </message>
    <message>
      <source>The broker at %1 does not allow “%2” to do that.</source>
      <translation>位於 %1 的訊息伺服器不允許「%2」這麼做。</translation>
    </message>
    <message>
      <source>The broker at %1 does not answer.</source>
      <translation>位於 %1 的訊息伺服器沒有回應。</translation>
    </message>
    <message>
      <source>The broker at %1 does not let “%2” in.</source>
      <translation>位於 %1 的訊息伺服器不讓「%2」登入。</translation>
    </message>
    <message>
      <source>The broker at %1 ended the connection.</source>
      <translation>位於 %1 的訊息伺服器結束了連線。</translation>
    </message>
    <message>
      <source>The broker at %1 has no place for “%2”.</source>
      <translation>位於 %1 的訊息伺服器沒有「%2」的位置。</translation>
    </message>
    <message>
      <source>The broker at %1 would be used without encryption.</source>
      <translation>會在沒有加密的情況下使用位於 %1 的訊息伺服器。</translation>
    </message>
    <message>
      <source>The broker could not be set up.</source>
      <translation>無法設定訊息伺服器。</translation>
    </message>
    <message>
      <source>The broker did not confirm it within %1 seconds.</source>
      <translation>訊息伺服器在 %1 秒內沒有確認。</translation>
    </message>
    <message>
      <source>The broker does not answer.</source>
      <translation>訊息伺服器沒有回應。</translation>
    </message>
    <message>
      <source>The broker does not let “%1” set it up.</source>
      <translation>訊息伺服器不讓「%1」進行設定。</translation>
    </message>
    <message>
      <source>The broker ended the consumer of “%1”.</source>
      <translation>訊息伺服器結束了「%1」的接收者。</translation>
    </message>
    <message>
      <source>The broker has forgotten the consumer of “%1”.</source>
      <translation>訊息伺服器已忘記「%1」的接收者。</translation>
    </message>
    <message>
      <source>The broker is closed.</source>
      <translation>訊息伺服器已關閉。</translation>
    </message>
    <message>
      <source>The broker is not one that Farmhand can work with.</source>
      <translation>Farmhand 無法使用這個訊息伺服器。</translation>
    </message>
    <message>
      <source>The broker is too old.</source>
      <translation>訊息伺服器版本太舊。</translation>
    </message>
    <message>
      <source>The broker proves who sends what, by the user of the connection.</source>
      <translation>訊息伺服器以連線的使用者證明訊息由誰送出。</translation>
    </message>
    <message>
      <source>The broker takes no messages now: %1.</source>
      <translation>訊息伺服器現在不接收訊息：%1。</translation>
    </message>
    <message>
      <source>The bucket is in another region.</source>
      <translation>儲存貯體在其他區域。</translation>
    </message>
    <message>
      <source>The bucket's name is not allowed.</source>
      <translation>不允許該儲存貯體的名稱。</translation>
    </message>
    <message>
      <source>The built-in engine did not draw a frame in time.</source>
      <translation>內建引擎沒有及時繪製影格。</translation>
    </message>
    <message>
      <source>The byte %1 is not %2, and no other encoding makes sense of the file.</source>
      <translation>位元組 %1 不是 %2，也沒有其他編碼能解讀這個檔案。</translation>
    </message>
    <message>
      <source>The certificate of %1 is not trusted.</source>
      <translation>%1 的憑證不受信任。</translation>
    </message>
    <message>
      <source>The certificate of AWS is not trusted.</source>
      <translation>AWS 的憑證不受信任。</translation>
    </message>
    <message>
      <source>The certificates for the broker cannot be used.</source>
      <translation>訊息伺服器的憑證無法使用。</translation>
    </message>
    <message>
      <source>The certificates in “%1” cannot be used.</source>
      <translation>「%1」中的憑證無法使用。</translation>
    </message>
    <message>
      <source>The character %1 is not allowed.</source>
      <translation>不允許字元 %1。</translation>
    </message>
    <message>
      <source>The character %1 makes a name look like another.</source>
      <translation>字元 %1 會讓名稱看起來像別的名稱。</translation>
    </message>
    <message>
      <source>The claim it answers is not this worker's present one.</source>
      <translation>它所回應的認領不是這個工作程序目前的認領。</translation>
    </message>
    <message>
      <source>The clock of this computer is %1 minutes %2 the server's.</source>
      <translation>The clock of this computer is %1 minutes %2 the server's.</translation>
    </message>
    <message>
      <source>The clock of this computer is wrong.</source>
      <translation>這部電腦的時鐘不正確。</translation>
    </message>
    <message>
      <source>The compiled template is damaged.</source>
      <translation>編譯後的範本已損壞。</translation>
    </message>
    <message>
      <source>The compiled template is of another version.</source>
      <translation>編譯後的範本屬於其他版本。</translation>
    </message>
    <message>
      <source>The connection of the other manager cannot be ended.</source>
      <translation>無法結束另一個管理程式的連線。</translation>
    </message>
    <message>
      <source>The connection to %1 broke off.</source>
      <translation>與 %1 的連線中斷了。</translation>
    </message>
    <message>
      <source>The connection to AWS did not come about, or broke off.</source>
      <translation>無法建立與 AWS 的連線，或連線中斷了。</translation>
    </message>
    <message>
      <source>The connection to the broker at %1 broke.</source>
      <translation>與位於 %1 的訊息伺服器的連線中斷了。</translation>
    </message>
    <message>
      <source>The connection to the broker broke before it was confirmed.</source>
      <translation>在確認之前，與訊息伺服器的連線中斷了。</translation>
    </message>
    <message>
      <source>The connection to the broker is of no use.</source>
      <translation>與訊息伺服器的連線已無法使用。</translation>
    </message>
    <message>
      <source>The consumer of “%1” is gone.</source>
      <translation>「%1」的接收者已不存在。</translation>
    </message>
    <message>
      <source>The crop of “%1” is empty.</source>
      <translation>「%1」的裁切區域是空的。</translation>
    </message>
    <message>
      <source>The crop of “%1” is missing.</source>
      <translation>缺少「%1」的裁切區域。</translation>
    </message>
    <message>
      <source>The crop of “%1” is not a rectangle within the photo.</source>
      <translation>「%1」的裁切區域不是照片內的矩形。</translation>
    </message>
    <message>
      <source>The default is %1.</source>
      <translation>預設值為 %1。</translation>
    </message>
    <message>
      <source>The disk is full (%1 free).</source>
      <translation>磁碟已滿（可用 %1）。</translation>
    </message>
    <message>
      <source>The disk is full (%1 free, %2 needed).</source>
      <translation>磁碟已滿（可用 %1，需要 %2）。</translation>
    </message>
    <message>
      <source>The disk is full.</source>
      <translation>磁碟已滿。</translation>
    </message>
    <message>
      <source>The disk of %1 is full.</source>
      <translation>%1 的磁碟已滿。</translation>
    </message>
    <message>
      <source>The disk, or the connection to the share, fails (%1).</source>
      <translation>磁碟或與共用資料夾的連線發生故障（%1）。</translation>
    </message>
    <message>
      <source>The download of “%1” was stopped.</source>
      <translation>「%1」的下載已停止。</translation>
    </message>
    <message>
      <source>The drawing process was lost.</source>
      <translation>負責繪製的處理程序失去聯繫。</translation>
    </message>
    <message>
      <source>The driver for MariaDB and MySQL is not installed.</source>
      <translation>沒有安裝 MariaDB 與 MySQL 的驅動程式。</translation>
    </message>
    <message>
      <source>The encoder says: %1.</source>
      <translation>編碼器的訊息：%1。</translation>
    </message>
    <message>
      <source>The end of the time that is asked about lies before its beginning.</source>
      <translation>所詢問期間的結束早於開始。</translation>
    </message>
    <message>
      <source>The engine's process sent a malformed message.</source>
      <translation>引擎的處理程序送出了格式不正確的訊息。</translation>
    </message>
    <message>
      <source>The engine's process was sent a malformed message.</source>
      <translation>引擎的處理程序收到了格式不正確的訊息。</translation>
    </message>
    <message>
      <source>The environment variable %1 decides it.</source>
      <translation>由環境變數 %1 決定。</translation>
    </message>
    <message>
      <source>The farm does not answer.</source>
      <translation>農場沒有回應。</translation>
    </message>
    <message>
      <source>The farm does not know the job %1.</source>
      <translation>農場不認識工作 %1。</translation>
    </message>
    <message>
      <source>The farm does not know what the job was made from.</source>
      <translation>農場不知道該工作是由什麼製作的。</translation>
    </message>
    <message>
      <source>The farm does not run.</source>
      <translation>農場沒有執行。</translation>
    </message>
    <message>
      <source>The farm has no machine “%1”.</source>
      <translation>農場沒有機器「%1」。</translation>
    </message>
    <message>
      <source>The farm has no name.</source>
      <translation>農場沒有名稱。</translation>
    </message>
    <message>
      <source>The farm is not connected yet.</source>
      <translation>農場尚未連線。</translation>
    </message>
    <message>
      <source>The farm of this computer does not run.</source>
      <translation>這部電腦的農場沒有執行。</translation>
    </message>
    <message>
      <source>The farm's broker takes no messages.</source>
      <translation>農場的訊息伺服器不接收訊息。</translation>
    </message>
    <message>
      <source>The farm's machines are not known yet.</source>
      <translation>還不知道農場的機器。</translation>
    </message>
    <message>
      <source>The file %1 of this job is not in storage.</source>
      <translation>這個工作的檔案 %1 不在儲存空間中。</translation>
    </message>
    <message>
      <source>The file has no bytes.</source>
      <translation>檔案沒有任何位元組。</translation>
    </message>
    <message>
      <source>The file has no content.</source>
      <translation>檔案沒有內容。</translation>
    </message>
    <message>
      <source>The file name pattern “%1” names an unknown field “%2”.</source>
      <translation>檔名樣式「%1」使用了未知的欄位「%2」。</translation>
    </message>
    <message>
      <source>The file of frame %1 %2, and so for %3 more.</source>
      <translation>The file of frame %1 %2, and so for %3 more.</translation>
    </message>
    <message>
      <source>The file of frame %1 %2.</source>
      <translation>The file of frame %1 %2.</translation>
    </message>
    <message>
      <source>The file was gone right after it was written.</source>
      <translation>檔案在寫入後馬上就不見了。</translation>
    </message>
    <message>
      <source>The file “%1” %2.</source>
      <translation>The file “%1” %2.</translation>
    </message>
    <message>
      <source>The file “%1” was written again.</source>
      <translation>檔案「%1」被重新寫入。</translation>
    </message>
    <message>
      <source>The film report of job %1 is missing.</source>
      <translation>缺少工作 %1 的影片報告。</translation>
    </message>
    <message>
      <source>The film “%1” cannot be read.</source>
      <translation>無法讀取影片「%1」。</translation>
    </message>
    <message>
      <source>The film “%1” does not open any more.</source>
      <translation>影片「%1」已無法開啟。</translation>
    </message>
    <message>
      <source>The film “%1” has no frame %2.</source>
      <translation>影片「%1」沒有影格 %2。</translation>
    </message>
    <message>
      <source>The film “%1” is another file now.</source>
      <translation>影片「%1」現在是別的檔案。</translation>
    </message>
    <message>
      <source>The film “%1” is damaged.</source>
      <translation>影片「%1」已損壞。</translation>
    </message>
    <message>
      <source>The film “%1” is not in the storage that this computer knows.</source>
      <translation>影片「%1」不在這部電腦所知的儲存空間中。</translation>
    </message>
    <message>
      <source>The film “%1” is not there.</source>
      <translation>影片「%1」不在那裡。</translation>
    </message>
    <message>
      <source>The film “%1” is not what it has to be.</source>
      <translation>影片「%1」與應有的樣子不符。</translation>
    </message>
    <message>
      <source>The film “%1” is not where it was put.</source>
      <translation>影片「%1」不在當時放置的位置。</translation>
    </message>
    <message>
      <source>The films are not ready in time.</source>
      <translation>影片沒有及時完成。</translation>
    </message>
    <message>
      <source>The focal point of “%1” must lie between 0 and 1.</source>
      <translation>「%1」的焦點必須在 0 到 1 之間。</translation>
    </message>
    <message>
      <source>The folder %1 cannot be read.</source>
      <translation>無法讀取資料夾 %1。</translation>
    </message>
    <message>
      <source>The folder %1 is in use by another Farmhand%2.</source>
      <translation>資料夾 %1 正由另一個 Farmhand 使用%2。</translation>
    </message>
    <message>
      <source>The folder in the bucket is too long.</source>
      <translation>儲存貯體中的資料夾名稱太長。</translation>
    </message>
    <message>
      <source>The folder “%1” may not be written to, or the file is open in another program (%2).</source>
      <translation>資料夾「%1」不允許寫入，或檔案已在其他程式中開啟（%2）。</translation>
    </message>
    <message>
      <source>The font file %1 cannot be opened.</source>
      <translation>無法開啟字型檔案 %1。</translation>
    </message>
    <message>
      <source>The font file %1 cannot be read.</source>
      <translation>無法讀取字型檔案 %1。</translation>
    </message>
    <message>
      <source>The font file %1 has no glyphs.</source>
      <translation>字型檔案 %1 沒有字形。</translation>
    </message>
    <message>
      <source>The font file “%1” is damaged.</source>
      <translation>字型檔案「%1」已損壞。</translation>
    </message>
    <message>
      <source>The footage file “%1” is not in storage.</source>
      <translation>素材檔案「%1」不在儲存空間中。</translation>
    </message>
    <message>
      <source>The frame could not be saved.</source>
      <translation>無法儲存影格。</translation>
    </message>
    <message>
      <source>The hash of “%1” is not one.</source>
      <translation>「%1」的雜湊值不是雜湊值。</translation>
    </message>
    <message>
      <source>The job %1 is %2 and cannot become %3.</source>
      <translation>工作 %1 的狀態為 %2，不能變成 %3。</translation>
    </message>
    <message>
      <source>The job is %1.</source>
      <translation>工作的狀態為 %1。</translation>
    </message>
    <message>
      <source>The keyring could not be opened.</source>
      <translation>無法開啟金鑰圈。</translation>
    </message>
    <message>
      <source>The keyring is locked.</source>
      <translation>金鑰圈已鎖定。</translation>
    </message>
    <message>
      <source>The keyring says: %1.</source>
      <translation>金鑰圈的訊息：%1。</translation>
    </message>
    <message>
      <source>The limit is %1 bytes.</source>
      <translation>上限為 %1 個位元組。</translation>
    </message>
    <message>
      <source>The limit is %1.</source>
      <translation>上限為 %1。</translation>
    </message>
    <message>
      <source>The list of farms in %1 cannot be read.</source>
      <translation>無法讀取 %1 中的農場清單。</translation>
    </message>
    <message>
      <source>The lock “%1” cannot be used on Windows.</source>
      <translation>鎖定「%1」無法在 Windows 上使用。</translation>
    </message>
    <message>
      <source>The lock “%1” was lost.</source>
      <translation>失去了鎖定「%1」。</translation>
    </message>
    <message>
      <source>The login has expired.</source>
      <translation>登入已過期。</translation>
    </message>
    <message>
      <source>The login is not valid.</source>
      <translation>登入無效。</translation>
    </message>
    <message>
      <source>The management of the broker at %1 would be used without encryption.</source>
      <translation>會在沒有加密的情況下使用位於 %1 的訊息伺服器管理介面。</translation>
    </message>
    <message>
      <source>The management of the broker at %1:%2 cannot be reached.</source>
      <translation>無法連上位於 %1:%2 的訊息伺服器管理介面。</translation>
    </message>
    <message>
      <source>The manager does not answer a %1.</source>
      <translation>管理程式不回應 %1。</translation>
    </message>
    <message>
      <source>The manager does not answer.</source>
      <translation>管理程式沒有回應。</translation>
    </message>
    <message>
      <source>The manager gave an answer that was not expected.</source>
      <translation>管理程式給出了非預期的回應。</translation>
    </message>
    <message>
      <source>The manager has just started.</source>
      <translation>管理程式剛剛啟動。</translation>
    </message>
    <message>
      <source>The manager has too many questions to answer.</source>
      <translation>管理程式有太多詢問要回應。</translation>
    </message>
    <message>
      <source>The manager met a fault in Farmhand.</source>
      <translation>管理程式在 Farmhand 中遇到錯誤。</translation>
    </message>
    <message>
      <source>The manager waits for the disk of its store.</source>
      <translation>管理程式正在等待其資料庫的磁碟。</translation>
    </message>
    <message>
      <source>The metrics cannot be served at %1:%2.</source>
      <translation>無法在 %1:%2 提供指標。</translation>
    </message>
    <message>
      <source>The music “%1” cannot be used.</source>
      <translation>無法使用音樂「%1」。</translation>
    </message>
    <message>
      <source>The music “%1” was not found.</source>
      <translation>找不到音樂「%1」。</translation>
    </message>
    <message>
      <source>The name is part of addresses in the broker.</source>
      <translation>該名稱是訊息伺服器中位址的一部分。</translation>
    </message>
    <message>
      <source>The name of a farm is no text.</source>
      <translation>農場的名稱不是文字。</translation>
    </message>
    <message>
      <source>The name of the %1 template, “%2”, cannot be given to aerender.</source>
      <translation>無法將 %1 範本的名稱「%2」交給 aerender。</translation>
    </message>
    <message>
      <source>The password is wrong, or the user is not tagged as an administrator.</source>
      <translation>密碼錯誤，或使用者沒有管理員標籤。</translation>
    </message>
    <message>
      <source>The password of “%1” at the broker %2 is not there.</source>
      <translation>缺少「%1」在訊息伺服器 %2 的密碼。</translation>
    </message>
    <message>
      <source>The path %1 is not in the filled project.</source>
      <translation>填入後的專案中沒有路徑 %1。</translation>
    </message>
    <message>
      <source>The path “%1” is too long for After Effects.</source>
      <translation>路徑「%1」對 After Effects 來說太長。</translation>
    </message>
    <message>
      <source>The path “%1” leads nowhere.</source>
      <translation>路徑「%1」沒有指向任何地方。</translation>
    </message>
    <message>
      <source>The photo %1 cannot be read.</source>
      <translation>無法讀取照片 %1。</translation>
    </message>
    <message>
      <source>The photo %1 is empty.</source>
      <translation>照片 %1 是空的。</translation>
    </message>
    <message>
      <source>The photo %1 is too large.</source>
      <translation>照片 %1 太大。</translation>
    </message>
    <message>
      <source>The photo %1 was not found.</source>
      <translation>找不到照片 %1。</translation>
    </message>
    <message>
      <source>The photo for “%1” cannot be shown: %2</source>
      <translation>無法顯示「%1」的照片：%2</translation>
    </message>
    <message>
      <source>The photo for “%1” has the wrong size.</source>
      <translation>「%1」的照片尺寸不正確。</translation>
    </message>
    <message>
      <source>The photo for “%1” was not sent with the job.</source>
      <translation>「%1」的照片沒有隨工作一起送出。</translation>
    </message>
    <message>
      <source>The photo of “%1” cannot be read.</source>
      <translation>無法讀取「%1」的照片。</translation>
    </message>
    <message>
      <source>The photo of “%1” is a folder.</source>
      <translation>「%1」的照片是資料夾。</translation>
    </message>
    <message>
      <source>The photo of “%1” was not found.</source>
      <translation>找不到「%1」的照片。</translation>
    </message>
    <message>
      <source>The photo path of “%1” holds %2.</source>
      <translation>The photo path of “%1” holds %2.</translation>
    </message>
    <message>
      <source>The piece “%1” has no frames.</source>
      <translation>片段「%1」沒有影格。</translation>
    </message>
    <message>
      <source>The piece “%1” was not stored.</source>
      <translation>片段「%1」沒有存入。</translation>
    </message>
    <message>
      <source>The plan of job %1 is missing.</source>
      <translation>缺少工作 %1 的算圖計畫。</translation>
    </message>
    <message>
      <source>The plan “%1” is damaged.</source>
      <translation>算圖計畫「%1」已損壞。</translation>
    </message>
    <message>
      <source>The plan “%1” was refused.</source>
      <translation>不接受算圖計畫「%1」。</translation>
    </message>
    <message>
      <source>The policy was changed by somebody else meanwhile.</source>
      <translation>規則在這期間被其他人變更。</translation>
    </message>
    <message>
      <source>The preset “%1” names no video encoder.</source>
      <translation>預設集「%1」沒有指定視訊編碼器。</translation>
    </message>
    <message>
      <source>The preview could not be drawn.</source>
      <translation>無法繪製預覽。</translation>
    </message>
    <message>
      <source>The preview has no survey to go on with.</source>
      <translation>預覽沒有可以繼續的調查。</translation>
    </message>
    <message>
      <source>The preview has no template open.</source>
      <translation>預覽沒有開啟範本。</translation>
    </message>
    <message>
      <source>The preview met a fault in Farmhand.</source>
      <translation>預覽在 Farmhand 中遇到錯誤。</translation>
    </message>
    <message>
      <source>The preview's process sent a malformed message.</source>
      <translation>預覽的處理程序送出了格式不正確的訊息。</translation>
    </message>
    <message>
      <source>The preview's process was sent a malformed message.</source>
      <translation>預覽的處理程序收到了格式不正確的訊息。</translation>
    </message>
    <message>
      <source>The process has ended, or its computer is not connected to the broker.</source>
      <translation>處理程序已結束，或其電腦沒有連上訊息伺服器。</translation>
    </message>
    <message>
      <source>The process that draws the preview was lost.</source>
      <translation>繪製預覽的處理程序失去聯繫。</translation>
    </message>
    <message>
      <source>The process that reads project files %1.</source>
      <translation>The process that reads project files %1.</translation>
    </message>
    <message>
      <source>The process that reads project files did not start: %1.</source>
      <translation>讀取專案檔案的處理程序沒有啟動：%1。</translation>
    </message>
    <message>
      <source>The profile “%1” gave no access key.</source>
      <translation>設定檔「%1」沒有提供存取金鑰。</translation>
    </message>
    <message>
      <source>The program %1 is not there.</source>
      <translation>沒有程式 %1。</translation>
    </message>
    <message>
      <source>The project cannot be written as .aepx.</source>
      <translation>無法將專案寫成 .aepx。</translation>
    </message>
    <message>
      <source>The project has no composition %1.</source>
      <translation>專案沒有合成 %1。</translation>
    </message>
    <message>
      <source>The project has no composition with the id %1.</source>
      <translation>專案沒有識別碼為 %1 的合成。</translation>
    </message>
    <message>
      <source>The project has no footage item %1.</source>
      <translation>專案沒有素材項目 %1。</translation>
    </message>
    <message>
      <source>The project of job %1 has no composition %2 any more.</source>
      <translation>工作 %1 的專案已沒有合成 %2。</translation>
    </message>
    <message>
      <source>The proxy cannot be reached.</source>
      <translation>無法連上 Proxy。</translation>
    </message>
    <message>
      <source>The queue is full, or the broker could not keep it.</source>
      <translation>佇列已滿，或訊息伺服器無法保存。</translation>
    </message>
    <message>
      <source>The quota of the AWS account for running instances is used up.</source>
      <translation>AWS 帳戶執行中執行個體的配額已用完。</translation>
    </message>
    <message>
      <source>The range %1-%2 is not inside “%3”.</source>
      <translation>範圍 %1-%2 不在「%3」之內。</translation>
    </message>
    <message>
      <source>The range “%1” is not of the form A-B.</source>
      <translation>範圍「%1」不是 A-B 的格式。</translation>
    </message>
    <message>
      <source>The secret in %1 could not be read.</source>
      <translation>無法讀取 %1 中的機密。</translation>
    </message>
    <message>
      <source>The secret in %1 is no text.</source>
      <translation>%1 中的機密不是文字。</translation>
    </message>
    <message>
      <source>The secret in %1 may be read by others.</source>
      <translation>%1 中的機密可能被他人讀取。</translation>
    </message>
    <message>
      <source>The secret key does not belong to the access key.</source>
      <translation>私密金鑰與存取金鑰不符。</translation>
    </message>
    <message>
      <source>The secret “%1” could not be deleted.</source>
      <translation>無法刪除機密「%1」。</translation>
    </message>
    <message>
      <source>The secret “%1” could not be kept.</source>
      <translation>無法保存機密「%1」。</translation>
    </message>
    <message>
      <source>The secret “%1” could not be read.</source>
      <translation>無法讀取機密「%1」。</translation>
    </message>
    <message>
      <source>The secret “%1” is empty.</source>
      <translation>機密「%1」是空的。</translation>
    </message>
    <message>
      <source>The secrets %1 and %2 are not there.</source>
      <translation>缺少機密 %1 與 %2。</translation>
    </message>
    <message>
      <source>The server at %1 could not prove that it is the broker.</source>
      <translation>位於 %1 的伺服器無法證明自己是該訊息伺服器。</translation>
    </message>
    <message>
      <source>The server does not know the access key.</source>
      <translation>伺服器不認識這個存取金鑰。</translation>
    </message>
    <message>
      <source>The server has no room left.</source>
      <translation>伺服器已沒有空間。</translation>
    </message>
    <message>
      <source>The setting %1 cannot be changed here.</source>
      <translation>無法在這裡變更設定 %1。</translation>
    </message>
    <message>
      <source>The setting %1 cannot be “%2” (in %3).</source>
      <translation>設定 %1 不能是「%2」（在 %3）。</translation>
    </message>
    <message>
      <source>The setting broker, which says where the farm's RabbitMQ is, is empty.</source>
      <translation>說明農場的 RabbitMQ 在哪裡的設定 broker 是空的。</translation>
    </message>
    <message>
      <source>The setting fleet of its manager says where they are.</source>
      <translation>其管理程式的設定 fleet 說明它們在哪裡。</translation>
    </message>
    <message>
      <source>The setting fleet_farm, the value of their tag %1, is empty.</source>
      <translation>設定 fleet_farm（機器標籤 %1 的值）是空的。</translation>
    </message>
    <message>
      <source>The setting fleet_machines, which names their broker users, is empty.</source>
      <translation>列出其訊息伺服器使用者的設定 fleet_machines 是空的。</translation>
    </message>
    <message>
      <source>The setting lease_seconds is %1, which is less than two beats.</source>
      <translation>設定 lease_seconds 為 %1，少於兩次心跳。</translation>
    </message>
    <message>
      <source>The setting storage, which says where its computers share their files, is empty.</source>
      <translation>說明各電腦在哪裡共用檔案的設定 storage 是空的。</translation>
    </message>
    <message>
      <source>The setting tags cannot be used.</source>
      <translation>無法使用設定 tags。</translation>
    </message>
    <message>
      <source>The settings file %1 cannot be read.</source>
      <translation>無法讀取設定檔案 %1。</translation>
    </message>
    <message>
      <source>The share cannot be reached (%1).</source>
      <translation>無法連上共用資料夾（%1）。</translation>
    </message>
    <message>
      <source>The size of “%1” is not known.</source>
      <translation>「%1」的尺寸不明。</translation>
    </message>
    <message>
      <source>The sleep script of job %1 is damaged.</source>
      <translation>工作 %1 的等待腳本已損壞。</translation>
    </message>
    <message>
      <source>The spreadsheet cannot be saved as %1.</source>
      <translation>無法以 %1 儲存試算表。</translation>
    </message>
    <message>
      <source>The storage key “%1” was refused.</source>
      <translation>不接受儲存鍵「%1」。</translation>
    </message>
    <message>
      <source>The store %1 cannot be opened.</source>
      <translation>無法開啟資料庫 %1。</translation>
    </message>
    <message>
      <source>The store %1 cannot be used.</source>
      <translation>無法使用資料庫 %1。</translation>
    </message>
    <message>
      <source>The store %1 is damaged.</source>
      <translation>資料庫 %1 已損壞。</translation>
    </message>
    <message>
      <source>The store %1 is in use by another manager (%2).</source>
      <translation>資料庫 %1 正由另一個管理程式使用（%2）。</translation>
    </message>
    <message>
      <source>The store %1 is in use by another manager.</source>
      <translation>資料庫 %1 正由另一個管理程式使用。</translation>
    </message>
    <message>
      <source>The store %1 was written by a newer version of Farmhand.</source>
      <translation>資料庫 %1 是由較新版本的 Farmhand 寫入的。</translation>
    </message>
    <message>
      <source>The store cannot be used.</source>
      <translation>無法使用資料庫。</translation>
    </message>
    <message>
      <source>The store could not be reached.</source>
      <translation>無法連上資料庫。</translation>
    </message>
    <message>
      <source>The store could not be read.</source>
      <translation>無法讀取資料庫。</translation>
    </message>
    <message>
      <source>The store could not be written.</source>
      <translation>無法寫入資料庫。</translation>
    </message>
    <message>
      <source>The store in %1 cannot be opened.</source>
      <translation>無法開啟 %1 中的資料庫。</translation>
    </message>
    <message>
      <source>The store in %1 cannot be read.</source>
      <translation>無法讀取 %1 中的資料庫。</translation>
    </message>
    <message>
      <source>The store in %1 cannot be used.</source>
      <translation>無法使用 %1 中的資料庫。</translation>
    </message>
    <message>
      <source>The store in %1 cannot be written to.</source>
      <translation>無法寫入 %1 中的資料庫。</translation>
    </message>
    <message>
      <source>The store is closed.</source>
      <translation>資料庫已關閉。</translation>
    </message>
    <message>
      <source>The store is damaged.</source>
      <translation>資料庫已損壞。</translation>
    </message>
    <message>
      <source>The store's folder %1 cannot be made.</source>
      <translation>無法建立資料庫的資料夾 %1。</translation>
    </message>
    <message>
      <source>The store's server has been away for too long.</source>
      <translation>資料庫的伺服器離線太久。</translation>
    </message>
    <message>
      <source>The system says: %1.</source>
      <translation>系統訊息：%1。</translation>
    </message>
    <message>
      <source>The template has no composition with the id %1.</source>
      <translation>範本沒有識別碼為 %1 的合成。</translation>
    </message>
    <message>
      <source>The template has no composition “%1”.</source>
      <translation>範本沒有合成「%1」。</translation>
    </message>
    <message>
      <source>The template has no composition.</source>
      <translation>範本沒有合成。</translation>
    </message>
    <message>
      <source>The template has no photo %1.</source>
      <translation>範本沒有照片 %1。</translation>
    </message>
    <message>
      <source>The template has no slot “%1”.</source>
      <translation>範本沒有欄位「%1」。</translation>
    </message>
    <message>
      <source>The template has no text layer %1.</source>
      <translation>範本沒有文字圖層 %1。</translation>
    </message>
    <message>
      <source>The template has several main compositions.</source>
      <translation>範本有幾個主要合成。</translation>
    </message>
    <message>
      <source>The template's notes speak of a slot that it does not have, “%1”.</source>
      <translation>範本的說明檔提到範本沒有的欄位「%1」。</translation>
    </message>
    <message>
      <source>The template's placeholder has no width or height.</source>
      <translation>範本的預留位置沒有寬度或高度。</translation>
    </message>
    <message>
      <source>The text of a &lt;%1&gt; holds the control character U+%2.</source>
      <translation>&lt;%1&gt; 的文字含有控制字元 U+%2。</translation>
    </message>
    <message>
      <source>The text of a &lt;%1&gt; is not valid UTF-8.</source>
      <translation>&lt;%1&gt; 的文字不是有效的 UTF-8。</translation>
    </message>
    <message>
      <source>The text of “%1” holds %2.</source>
      <translation>The text of “%1” holds %2.</translation>
    </message>
    <message>
      <source>The text of “%1” is too long.</source>
      <translation>「%1」的文字太長。</translation>
    </message>
    <message>
      <source>The upload of “%1” was stopped.</source>
      <translation>「%1」的上傳已停止。</translation>
    </message>
    <message>
      <source>The value for “%1” does not fit.</source>
      <translation>「%1」的值不適用。</translation>
    </message>
    <message>
      <source>The virtual host does not exist, or the user may not use it.</source>
      <translation>虛擬主機不存在，或使用者不得使用它。</translation>
    </message>
    <message>
      <source>The window cannot be opened here.</source>
      <translation>無法在這裡開啟視窗。</translation>
    </message>
    <message>
      <source>The worker %1 did not take attempt %2.</source>
      <translation>工作程序 %1 沒有接受嘗試 %2。</translation>
    </message>
    <message>
      <source>The worker %1 was stopped.</source>
      <translation>工作程序 %1 已停止。</translation>
    </message>
    <message>
      <source>The worker made a mistake.</source>
      <translation>工作程序發生錯誤。</translation>
    </message>
    <message>
      <source>The worker stops.</source>
      <translation>工作程序停止。</translation>
    </message>
    <message>
      <source>There are characters in it that folders cannot have.</source>
      <translation>其中有資料夾不能使用的字元。</translation>
    </message>
    <message>
      <source>There are more than %1 files and folders.</source>
      <translation>有超過 %1 個檔案與資料夾。</translation>
    </message>
    <message>
      <source>There are no machines on this computer.</source>
      <translation>這部電腦上沒有機器。</translation>
    </message>
    <message>
      <source>There are no sums over %1 seconds.</source>
      <translation>沒有以 %1 秒為單位的加總。</translation>
    </message>
    <message>
      <source>There are none.</source>
      <translation>一個也沒有。</translation>
    </message>
    <message>
      <source>There is a farm called “%1” already.</source>
      <translation>已有農場叫「%1」。</translation>
    </message>
    <message>
      <source>There is a file “%1” already, and this disk does not tell capitals apart.</source>
      <translation>已有檔案「%1」，而這個磁碟不區分大小寫。</translation>
    </message>
    <message>
      <source>There is no After Effects project in %1.</source>
      <translation>%1 中沒有 After Effects 專案。</translation>
    </message>
    <message>
      <source>There is no FFmpeg program.</source>
      <translation>沒有 FFmpeg 程式。</translation>
    </message>
    <message>
      <source>There is no access key: not in the environment, not in the AWS configuration, and no role of an instance.</source>
      <translation>沒有存取金鑰：環境變數中沒有，AWS 設定中沒有，執行個體也沒有角色。</translation>
    </message>
    <message>
      <source>There is no action “%1” for machines.</source>
      <translation>沒有針對機器的動作「%1」。</translation>
    </message>
    <message>
      <source>There is no action “%1” for workers.</source>
      <translation>沒有針對工作程序的動作「%1」。</translation>
    </message>
    <message>
      <source>There is no action “%1”.</source>
      <translation>沒有動作「%1」。</translation>
    </message>
    <message>
      <source>There is no connection any more.</source>
      <translation>已經沒有連線。</translation>
    </message>
    <message>
      <source>There is no encoding “%1”.</source>
      <translation>沒有編碼「%1」。</translation>
    </message>
    <message>
      <source>There is no engine “%1”.</source>
      <translation>沒有引擎「%1」。</translation>
    </message>
    <message>
      <source>There is no file %1.</source>
      <translation>沒有檔案 %1。</translation>
    </message>
    <message>
      <source>There is no file “%1” any more.</source>
      <translation>已沒有檔案「%1」。</translation>
    </message>
    <message>
      <source>There is no file “%1”.</source>
      <translation>沒有檔案「%1」。</translation>
    </message>
    <message>
      <source>There is no film “%1”.</source>
      <translation>沒有影片「%1」。</translation>
    </message>
    <message>
      <source>There is no folder for temporary files.</source>
      <translation>沒有存放暫存檔案的資料夾。</translation>
    </message>
    <message>
      <source>There is no free name for “%1” in “%2”.</source>
      <translation>「%2」中沒有可供「%1」使用的名稱。</translation>
    </message>
    <message>
      <source>There is no job “%1”.</source>
      <translation>沒有工作「%1」。</translation>
    </message>
    <message>
      <source>There is no keyring to keep secrets in.</source>
      <translation>沒有可以保存機密的金鑰圈。</translation>
    </message>
    <message>
      <source>There is no machine “%1”.</source>
      <translation>沒有機器「%1」。</translation>
    </message>
    <message>
      <source>There is no preset “%1”.</source>
      <translation>沒有預設集「%1」。</translation>
    </message>
    <message>
      <source>There is no profile “%1” in the AWS configuration.</source>
      <translation>AWS 設定中沒有設定檔「%1」。</translation>
    </message>
    <message>
      <source>There is no room for “%1”.</source>
      <translation>沒有空間放「%1」。</translation>
    </message>
    <message>
      <source>There is no safe keyring to keep secrets in.</source>
      <translation>沒有可以安全保存機密的金鑰圈。</translation>
    </message>
    <message>
      <source>There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.</source>
      <translation>沒有螢幕：沒有設定 DISPLAY 也沒有設定 WAYLAND_DISPLAY。</translation>
    </message>
    <message>
      <source>There is no setting “%1” (in %2).</source>
      <translation>沒有設定「%1」（在 %2）。</translation>
    </message>
    <message>
      <source>There is no still to save yet.</source>
      <translation>還沒有可以儲存的靜態畫面。</translation>
    </message>
    <message>
      <source>There is no such file below “%1”.</source>
      <translation>「%1」之下沒有這個檔案。</translation>
    </message>
    <message>
      <source>There is no such job before it.</source>
      <translation>它之前沒有這個工作。</translation>
    </message>
    <message>
      <source>There is no theme “%1”.</source>
      <translation>沒有佈景主題「%1」。</translation>
    </message>
    <message>
      <source>There is no worker %1.</source>
      <translation>沒有工作程序 %1。</translation>
    </message>
    <message>
      <source>There is no “%1”.</source>
      <translation>沒有「%1」。</translation>
    </message>
    <message>
      <source>There is noise in the pipe of a child process.</source>
      <translation>子處理程序的管道中有雜訊。</translation>
    </message>
    <message>
      <source>There is not enough memory to open it.</source>
      <translation>沒有足夠的記憶體可以開啟它。</translation>
    </message>
    <message>
      <source>There is not enough memory.</source>
      <translation>記憶體不足。</translation>
    </message>
    <message>
      <source>There is nothing to render.</source>
      <translation>沒有可以算圖的內容。</translation>
    </message>
    <message>
      <source>There is too little free space for “%1”.</source>
      <translation>「%1」的可用空間太少。</translation>
    </message>
    <message>
      <source>They are %1.</source>
      <translation>它們是 %1。</translation>
    </message>
    <message>
      <source>This After Effects does not know an option of the command line.</source>
      <translation>這個 After Effects 不認識命令列的某個選項。</translation>
    </message>
    <message>
      <source>This computer gave no sign of life for too long, and another one has taken over.</source>
      <translation>這部電腦太久沒有動靜，已由另一部接手。</translation>
    </message>
    <message>
      <source>This farm has no machines that can be started and stopped.</source>
      <translation>這個農場沒有可以啟動與停止的機器。</translation>
    </message>
    <message>
      <source>This is not a compiled template.</source>
      <translation>這不是編譯後的範本。</translation>
    </message>
    <message>
      <source>This one gave no sign of life for some seconds.</source>
      <translation>這個管理程式有幾秒鐘沒有動靜。</translation>
    </message>
    <message>
      <source>This program and the manager may be of different versions.</source>
      <translation>本程式與管理程式的版本可能不同。</translation>
    </message>
    <message>
      <source>This program speaks version %1.</source>
      <translation>本程式使用版本 %1。</translation>
    </message>
    <message>
      <source>This worker does not draw with the engine %1.</source>
      <translation>這個工作程序不使用引擎 %1 繪製。</translation>
    </message>
    <message>
      <source>Try again in a minute.</source>
      <translation>請在一分鐘後再試一次。</translation>
    </message>
    <message>
      <source>Try again in a moment.</source>
      <translation>請稍候再試。</translation>
    </message>
    <message>
      <source>Try again later.</source>
      <translation>請稍後再試。</translation>
    </message>
    <message>
      <source>Try again.</source>
      <translation>請再試一次。</translation>
    </message>
    <message>
      <source>Try again. If it happens again, copy the details and send them to us.</source>
      <translation>請再試一次。若再次發生，請複製詳細資料並傳給我們。</translation>
    </message>
    <message>
      <source>Try again; if it happens again, choose a smaller preview or another frame.</source>
      <translation>請再試一次；若再次發生，請選擇較小的預覽或其他影格。</translation>
    </message>
    <message>
      <source>Try that one again, then this one.</source>
      <translation>請先重試那個工作，再重試這個。</translation>
    </message>
    <message>
      <source>Try utf-8, cp1252 or big5.</source>
      <translation>請試試 utf-8、cp1252 或 big5。</translation>
    </message>
    <message>
      <source>Two columns of %1 are called “%2”.</source>
      <translation>%1 有兩欄都叫「%2」。</translation>
    </message>
    <message>
      <source>Two columns of %1 fill “%2”.</source>
      <translation>%1 有兩欄都填入「%2」。</translation>
    </message>
    <message>
      <source>Unlock the keyring of this computer, then try again.</source>
      <translation>請解鎖這部電腦的金鑰圈，然後再試一次。</translation>
    </message>
    <message>
      <source>Unpack it, and open the project that you want to use.</source>
      <translation>請將其解壓縮，並開啟您要使用的專案。</translation>
    </message>
    <message>
      <source>Unpacked it has %1; more than %2 are not taken.</source>
      <translation>解壓縮後有 %1；最多接受 %2。</translation>
    </message>
    <message>
      <source>Unpacked it would grow from %1 to %2.</source>
      <translation>解壓縮後會從 %1 增大到 %2。</translation>
    </message>
    <message>
      <source>Update Farmhand, or choose another folder.</source>
      <translation>請更新 Farmhand，或選擇其他資料夾。</translation>
    </message>
    <message>
      <source>Use After Effects 2022 or later, and leave out memory and multi-frame settings for older ones.</source>
      <translation>請使用 After Effects 2022 或更新版本；較舊版本請不要使用記憶體與多影格的設定。</translation>
    </message>
    <message>
      <source>Use RabbitMQ 3.10 or newer.</source>
      <translation>請使用 RabbitMQ 3.10 或更新版本。</translation>
    </message>
    <message>
      <source>Use a PNG or JPEG file.</source>
      <translation>請使用 PNG 或 JPEG 檔案。</translation>
    </message>
    <message>
      <source>Use a render settings template with full resolution, and an output module template that does not resize or crop.</source>
      <translation>請使用完整解析度的算圖設定範本，以及不縮放也不裁切的輸出模組範本。</translation>
    </message>
    <message>
      <source>Use amqps:// with the TLS port (5671), amqp:// with the plain one (5672).</source>
      <translation>TLS 連接埠（5671）請用 amqps://，一般連接埠（5672）請用 amqp://。</translation>
    </message>
    <message>
      <source>Use an address that begins with amqps://, or allow plain connections in the settings.</source>
      <translation>請使用以 amqps:// 開頭的位址，或在設定中允許未加密的連線。</translation>
    </message>
    <message>
      <source>Use an address that begins with https://, or allow plain connections.</source>
      <translation>請使用以 https:// 開頭的位址，或允許未加密的連線。</translation>
    </message>
    <message>
      <source>Use an output module template for one of: %1.</source>
      <translation>請使用下列其中一種的輸出模組範本：%1。</translation>
    </message>
    <message>
      <source>Use another copy of the project.</source>
      <translation>請使用專案的其他副本。</translation>
    </message>
    <message>
      <source>Use at most 64 letters, digits, and “_-.@+”, beginning with a letter or a digit.</source>
      <translation>請使用最多 64 個字母、數字與「_-.@+」，以字母或數字開頭。</translation>
    </message>
    <message>
      <source>Use at most 64 letters, digits, “_” and “-”, beginning with a letter or a digit.</source>
      <translation>請使用最多 64 個字母、數字、「_」與「-」，以字母或數字開頭。</translation>
    </message>
    <message>
      <source>Use the administrator of the RabbitMQ server.</source>
      <translation>請使用 RabbitMQ 伺服器的管理員。</translation>
    </message>
    <message>
      <source>Use the host name that the certificate names, and the file of the authority that signed it.</source>
      <translation>請使用憑證所載的主機名稱，以及簽署它的授權單位的檔案。</translation>
    </message>
    <message>
      <source>Use the project as After Effects saved it.</source>
      <translation>請使用 After Effects 儲存的專案。</translation>
    </message>
    <message>
      <source>Use the way “create” on all machines.</source>
      <translation>請在所有機器上使用「create」方式。</translation>
    </message>
    <message>
      <source>Use up to 64 small letters, digits, hyphens and underscores.</source>
      <translation>請使用最多 64 個小寫字母、數字、連字號與底線。</translation>
    </message>
    <message>
      <source>User and password do not belong together, or the user is not known there.</source>
      <translation>使用者與密碼不符，或那裡沒有這個使用者。</translation>
    </message>
    <message>
      <source>Wait a moment and try again; if that does not help, end the other Farmhand first.</source>
      <translation>請稍候再試；若仍無法解決，請先結束另一個 Farmhand。</translation>
    </message>
    <message>
      <source>Wait a moment, then try again.</source>
      <translation>請稍候再試。</translation>
    </message>
    <message>
      <source>Wait longer, or look at the jobs.</source>
      <translation>請再等一下，或查看工作。</translation>
    </message>
    <message>
      <source>Wait until some are drawn.</source>
      <translation>請等到有一些繪製完成。</translation>
    </message>
    <message>
      <source>Wait until the other one ends, or end it.</source>
      <translation>請等待另一個結束，或將其結束。</translation>
    </message>
    <message>
      <source>Wait until the other one is done or close it, or choose another folder.</source>
      <translation>請等待另一個完成或將其關閉，或選擇其他資料夾。</translation>
    </message>
    <message>
      <source>What became of %1 is not known.</source>
      <translation>不知道 %1 後來如何。</translation>
    </message>
    <message>
      <source>What fills “%1” is not among its files.</source>
      <translation>填入「%1」的內容不在其檔案之中。</translation>
    </message>
    <message>
      <source>What listens at %1 is not a broker.</source>
      <translation>在 %1 接聽的不是訊息伺服器。</translation>
    </message>
    <message>
      <source>What listens at %1:%2 is not the management of a broker.</source>
      <translation>在 %1:%2 接聽的不是訊息伺服器的管理介面。</translation>
    </message>
    <message>
      <source>What was found keeps nothing, or keeps it for everybody to read.</source>
      <translation>找到的後端不保存任何內容，或保存的內容任何人都能讀取。</translation>
    </message>
    <message>
      <source>Width and height must be even.</source>
      <translation>寬度與高度必須是偶數。</translation>
    </message>
    <message>
      <source>Windows could not be told that it may sleep again.</source>
      <translation>無法告知 Windows 可以再次進入睡眠。</translation>
    </message>
    <message>
      <source>Windows does not rename a folder onto an empty one.</source>
      <translation>Windows 不會將資料夾重新命名為已有的空資料夾。</translation>
    </message>
    <message>
      <source>Windows refused.</source>
      <translation>Windows 拒絕了。</translation>
    </message>
    <message>
      <source>Windows says: %1.</source>
      <translation>Windows 訊息：%1。</translation>
    </message>
    <message>
      <source>Without the setting results they go to the folder films beside the farm's files.</source>
      <translation>沒有設定 results 時，會存到農場檔案旁的資料夾 films。</translation>
    </message>
    <message>
      <source>Workbooks (.xlsx, .xls, .ods) are not read directly.</source>
      <translation>不直接讀取活頁簿（.xlsx、.xls、.ods）。</translation>
    </message>
    <message>
      <source>Worker %1 has ended unexpectedly.</source>
      <translation>工作程序 %1 意外結束。</translation>
    </message>
    <message>
      <source>Write KEY=VALUE.</source>
      <translation>請寫成 KEY=VALUE。</translation>
    </message>
    <message>
      <source>Write a quotation mark inside a quoted cell twice, or save the sheet again.</source>
      <translation>在加引號的儲存格內，引號請寫兩次，或重新儲存試算表。</translation>
    </message>
    <message>
      <source>Write fit=…, focal=… or crop=….</source>
      <translation>請寫成 fit=…、focal=… 或 crop=…。</translation>
    </message>
    <message>
      <source>Write for example --range 0-149.</source>
      <translation>請寫成例如 --range 0-149。</translation>
    </message>
    <message>
      <source>Write it as %1://USER@HOST/DATABASE.</source>
      <translation>請寫成 %1://USER@HOST/DATABASE。</translation>
    </message>
    <message>
      <source>Write it as UTF-8.</source>
      <translation>請寫成 UTF-8。</translation>
    </message>
    <message>
      <source>Write it as amqps://USER@HOST/VHOST.</source>
      <translation>請寫成 amqps://USER@HOST/VHOST。</translation>
    </message>
    <message>
      <source>Write it as docs/operating.md shows, below “What it costs”.</source>
      <translation>請依 docs/operating.md 中「What it costs」之下的說明撰寫。</translation>
    </message>
    <message>
      <source>Write it as https://HOST/PATH.</source>
      <translation>請寫成 https://HOST/PATH。</translation>
    </message>
    <message>
      <source>Write it as https://HOST:15671.</source>
      <translation>請寫成 https://HOST:15671。</translation>
    </message>
    <message>
      <source>Write it as mysql+pymysql://USER@HOST/DATABASE.</source>
      <translation>請寫成 mysql+pymysql://USER@HOST/DATABASE。</translation>
    </message>
    <message>
      <source>Write it as s3://BUCKET/PREFIX.</source>
      <translation>請寫成 s3://BUCKET/PREFIX。</translation>
    </message>
    <message>
      <source>Write it as s3://BUCKET/PREFIX; keys come from the secrets, the environment or the AWS configuration.</source>
      <translation>請寫成 s3://BUCKET/PREFIX；金鑰來自機密、環境變數或 AWS 設定。</translation>
    </message>
    <message>
      <source>Write it with other characters, or accept substitutes for them.</source>
      <translation>請改用其他字元，或接受替代字元。</translation>
    </message>
    <message>
      <source>Write its address as %1://USER@HOST/DATABASE, or leave it out for SQLite.</source>
      <translation>請將其位址寫成 %1://USER@HOST/DATABASE，或省略以使用 SQLite。</translation>
    </message>
    <message>
      <source>Write the columns' names into row 1.</source>
      <translation>請在第 1 列寫入欄名。</translation>
    </message>
    <message>
      <source>Write the whole path.</source>
      <translation>請寫出完整路徑。</translation>
    </message>
    <message>
      <source>Write up to %1 words with commas: gpu, studio-b.</source>
      <translation>請寫最多 %1 個詞，以逗號分隔：gpu, studio-b。</translation>
    </message>
    <message>
      <source>aerender could not reach After Effects.</source>
      <translation>aerender 無法連上 After Effects。</translation>
    </message>
    <message>
      <source>aerender ended with exit code %1: %2.</source>
      <translation>aerender 以結束代碼 %1 結束：%2。</translation>
    </message>
    <message>
      <source>aerender lost After Effects.</source>
      <translation>aerender 與 After Effects 失去聯繫。</translation>
    </message>
    <message>
      <source>aerender takes both or none.</source>
      <translation>aerender 要嘛兩個都用，要嘛都不用。</translation>
    </message>
    <message>
      <source>beat_seconds is %1.</source>
      <translation>beat_seconds 為 %1。</translation>
    </message>
    <message>
      <source>“%1” asks for workers in a way that cannot be.</source>
      <translation>「%1」對工作程序的要求無法成立。</translation>
    </message>
    <message>
      <source>“%1” cannot be %2.</source>
      <translation>“%1” cannot be %2.</translation>
    </message>
    <message>
      <source>“%1” cannot be a file of prices.</source>
      <translation>「%1」不能作為價格檔案。</translation>
    </message>
    <message>
      <source>“%1” cannot be a job's id.</source>
      <translation>「%1」不能作為工作的識別碼。</translation>
    </message>
    <message>
      <source>“%1” cannot be downloaded in parts.</source>
      <translation>無法分段下載「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot be estimated by what it says of itself.</source>
      <translation>無法依「%1」自己的說明來估算。</translation>
    </message>
    <message>
      <source>“%1” cannot be filled yet.</source>
      <translation>目前還無法填入「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot be of row %2.</source>
      <translation>「%1」不能屬於第 %2 列。</translation>
    </message>
    <message>
      <source>“%1” cannot be opened in the window.</source>
      <translation>無法在視窗中開啟「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot be read as prices.</source>
      <translation>無法將「%1」讀成價格。</translation>
    </message>
    <message>
      <source>“%1” cannot be read.</source>
      <translation>無法讀取「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot be rendered exactly as designed.</source>
      <translation>「%1」無法完全依設計算圖。</translation>
    </message>
    <message>
      <source>“%1” cannot be rendered.</source>
      <translation>無法算圖「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot be stored.</source>
      <translation>「%1」不能存入。</translation>
    </message>
    <message>
      <source>“%1” cannot be the address of a message.</source>
      <translation>「%1」不能作為訊息的位址。</translation>
    </message>
    <message>
      <source>“%1” cannot be the folder in the bucket.</source>
      <translation>「%1」不能作為儲存貯體中的資料夾。</translation>
    </message>
    <message>
      <source>“%1” cannot be the name of a bucket.</source>
      <translation>「%1」不能作為儲存貯體的名稱。</translation>
    </message>
    <message>
      <source>“%1” cannot be the name of a farm.</source>
      <translation>「%1」不能作為農場的名稱。</translation>
    </message>
    <message>
      <source>“%1” cannot be the name of a file.</source>
      <translation>「%1」不能作為檔案的名稱。</translation>
    </message>
    <message>
      <source>“%1” cannot be the name of a profile.</source>
      <translation>「%1」不能作為設定檔的名稱。</translation>
    </message>
    <message>
      <source>“%1” cannot be used.</source>
      <translation>無法使用「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot be verified.</source>
      <translation>無法驗證「%1」。</translation>
    </message>
    <message>
      <source>“%1” cannot begin.</source>
      <translation>「%1」無法開始。</translation>
    </message>
    <message>
      <source>“%1” cannot go to “%2”.</source>
      <translation>「%1」不能存到「%2」。</translation>
    </message>
    <message>
      <source>“%1” cannot send messages as “%2”.</source>
      <translation>「%1」不能以「%2」的身分送出訊息。</translation>
    </message>
    <message>
      <source>“%1” cannot wait for “%2”.</source>
      <translation>「%1」不能等待「%2」。</translation>
    </message>
    <message>
      <source>“%1” contains itself.</source>
      <translation>「%1」包含自己。</translation>
    </message>
    <message>
      <source>“%1” could not be encoded.</source>
      <translation>無法編碼「%1」。</translation>
    </message>
    <message>
      <source>“%1” could not be ended.</source>
      <translation>無法結束「%1」。</translation>
    </message>
    <message>
      <source>“%1” could not be started.</source>
      <translation>無法啟動「%1」。</translation>
    </message>
    <message>
      <source>“%1” could not be stored.</source>
      <translation>無法存入「%1」。</translation>
    </message>
    <message>
      <source>“%1” did not tell its version.</source>
      <translation>「%1」沒有說明其版本。</translation>
    </message>
    <message>
      <source>“%1” ends with a dot or a space.</source>
      <translation>「%1」以點或空格結尾。</translation>
    </message>
    <message>
      <source>“%1” exists already.</source>
      <translation>「%1」已經存在。</translation>
    </message>
    <message>
      <source>“%1” gives no value.</source>
      <translation>「%1」沒有給值。</translation>
    </message>
    <message>
      <source>“%1” has no composition “%2” any more.</source>
      <translation>「%1」已沒有合成「%2」。</translation>
    </message>
    <message>
      <source>“%1” has no frame %2.</source>
      <translation>「%1」沒有影格 %2。</translation>
    </message>
    <message>
      <source>“%1” has no frames that could be drawn.</source>
      <translation>「%1」沒有可以繪製的影格。</translation>
    </message>
    <message>
      <source>“%1” is a device name on Windows.</source>
      <translation>「%1」是 Windows 上的裝置名稱。</translation>
    </message>
    <message>
      <source>“%1” is a film of %2.</source>
      <translation>「%1」是 %2 的影片。</translation>
    </message>
    <message>
      <source>“%1” is being written by others.</source>
      <translation>「%1」正由其他程式寫入。</translation>
    </message>
    <message>
      <source>“%1” is damaged in the storage.</source>
      <translation>儲存空間中的「%1」已損壞。</translation>
    </message>
    <message>
      <source>“%1” is locked.</source>
      <translation>「%1」已鎖定。</translation>
    </message>
    <message>
      <source>“%1” is neither a PDF nor a PNG file.</source>
      <translation>「%1」不是 PDF 檔案，也不是 PNG 檔案。</translation>
    </message>
    <message>
      <source>“%1” is no way to fit the photo of “%2”.</source>
      <translation>「%1」不是讓「%2」的照片符合的方式。</translation>
    </message>
    <message>
      <source>“%1” is not a film in “%2”.</source>
      <translation>「%1」不是「%2」中的影片。</translation>
    </message>
    <message>
      <source>“%1” is not a hash of a file's content.</source>
      <translation>「%1」不是檔案內容的雜湊值。</translation>
    </message>
    <message>
      <source>“%1” is not a missing policy.</source>
      <translation>「%1」不是處理缺少項目的方式。</translation>
    </message>
    <message>
      <source>“%1” is not a region.</source>
      <translation>「%1」不是區域。</translation>
    </message>
    <message>
      <source>“%1” is not an account.</source>
      <translation>「%1」不是帳戶。</translation>
    </message>
    <message>
      <source>“%1” is not in the storage.</source>
      <translation>「%1」不在儲存空間中。</translation>
    </message>
    <message>
      <source>“%1” is not the film that was made.</source>
      <translation>「%1」不是製作出來的影片。</translation>
    </message>
    <message>
      <source>“%1” looks like a path that leads elsewhere.</source>
      <translation>「%1」看起來像通往別處的路徑。</translation>
    </message>
    <message>
      <source>“%1” of “%2” is not a setting.</source>
      <translation>「%2」的「%1」不是設定。</translation>
    </message>
    <message>
      <source>“%1” starts with a dot.</source>
      <translation>「%1」以點開頭。</translation>
    </message>
    <message>
      <source>“%1” waits for %2 jobs; %3 is the most.</source>
      <translation>「%1」等待 %2 個工作；最多為 %3 個。</translation>
    </message>
    <message>
      <source>“%1” was deleted.</source>
      <translation>「%1」已刪除。</translation>
    </message>
    <message>
      <source>“%1” was refused.</source>
      <translation>不接受「%1」。</translation>
    </message>
    <message>
      <source>“%1” was replaced while it was downloaded.</source>
      <translation>「%1」在下載時被取代。</translation>
    </message>
    <message>
      <source>“farmhand fleet list” lists them.</source>
      <translation>「farmhand fleet list」會列出它們。</translation>
    </message>
    <message>
      <source>“farmhand workers” lists the farm's workers.</source>
      <translation>「farmhand workers」會列出農場的工作程序。</translation>
    </message>
    <message>
      <source>“farm” is no list of tables.</source>
      <translation>「farm」不是表格的清單。</translation>
    </message>
  </context>
  <context>
    <name>EstimateChart</name>
    <message>
      <source>Left and Right tell other numbers of workers, Escape all of them.</source>
      <translation>左右鍵查看其他工作程序數量，Esc 鍵查看全部。</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>時間</translation>
    </message>
    <message>
      <source>Time by number of workers</source>
      <translation>依工作程序數量的時間</translation>
    </message>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
  </context>
  <context>
    <name>EstimateLine</name>
    <message>
      <source>Estimating…</source>
      <translation>估算中…</translation>
    </message>
    <message>
      <source>How long with more workers?</source>
      <translation>更多工作程序需要多久？</translation>
    </message>
    <message>
      <source>No estimate: %1</source>
      <translation>無法估算：%1</translation>
    </message>
  </context>
  <context>
    <name>EstimatePanel</name>
    <message>
      <source>As of %1.</source>
      <translation>截至 %1。</translation>
    </message>
    <message>
      <source>Estimating…</source>
      <translation>估算中…</translation>
    </message>
    <message>
      <source>Everything that waits</source>
      <translation>所有等待中的工作</translation>
    </message>
    <message>
      <source>No estimate: %1</source>
      <translation>無法估算：%1</translation>
    </message>
    <message>
      <source>Nothing waits, so there is nothing to estimate.</source>
      <translation>沒有等待中的工作，因此無需估算。</translation>
    </message>
    <message>
      <source>What the estimate is about</source>
      <translation>估算的對象</translation>
    </message>
  </context>
  <context>
    <name>EstimateView</name>
    <message>
      <source>Estimating…</source>
      <translation>估算中…</translation>
    </message>
    <message>
      <source>Line: median; band: eight of ten cases</source>
      <translation>線：中位數；色帶：十次中有八次</translation>
    </message>
    <message>
      <source>Machines: %1</source>
      <translation>機器費用：%1</translation>
    </message>
    <message numerus="yes">
      <source>dashed: %n workers now</source>
      <translation>
        <numerusform>虛線：目前 %Ln 個工作程序</numerusform>
      </translation>
    </message>
    <message>
      <source>dots: earlier renders, reckoned up to this length</source>
      <translation>圓點：先前的算圖，換算為此長度</translation>
    </message>
  </context>
  <context>
    <name>Estimates</name>
    <message>
      <source>%1 ≈ %2</source>
      <translation>%1 個 ≈ %2</translation>
    </message>
    <message>
      <source>%1: %2</source>
      <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
      <source>%n earlier estimates: %1 of the ranges held</source>
      <translation>
        <numerusform>先前 %Ln 次估算：%1 的範圍準確</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n workers ≈ %2</source>
      <translation>
        <numerusform>%Ln 個工作程序 ≈ %2</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n workers: %1, most likely %2</source>
      <translation>
        <numerusform>%Ln 個工作程序：%1，最可能 %2</numerusform>
      </translation>
    </message>
    <message>
      <source>At a quarter: %1 estimated for the rest, %2 taken</source>
      <translation>完成四分之一時：估計還要 %1，實際 %2</translation>
    </message>
    <message>
      <source>At half: %1 estimated for the rest, %2 taken</source>
      <translation>完成一半時：估計還要 %1，實際 %2</translation>
    </message>
    <message>
      <source>Before the start: %1 estimated, %2 taken</source>
      <translation>開始前：估計 %1，實際 %2</translation>
    </message>
    <message>
      <source>Machines, by workers – %1</source>
      <translation>機器費用，依工作程序數量：%1</translation>
    </message>
    <message>
      <source>Machines: %1</source>
      <translation>機器費用：%1</translation>
    </message>
    <message>
      <source>Ready in %1</source>
      <translation>%1後完成</translation>
    </message>
    <message>
      <source>Ready in %1, after what waits now</source>
      <translation>在目前等待的工作之後，%1後完成</translation>
    </message>
    <message>
      <source>a guess, as too little was rendered here yet</source>
      <translation>僅為猜測，因為這裡的算圖紀錄還太少</translation>
    </message>
    <message>
      <source>by %1 at a quarter</source>
      <translation>完成四分之一時 %1</translation>
    </message>
    <message>
      <source>by %1 at half</source>
      <translation>完成一半時 %1</translation>
    </message>
    <message numerus="yes">
      <source>from %n earlier renders of this template</source>
      <translation>
        <numerusform>根據此範本先前 %Ln 次算圖</numerusform>
      </translation>
    </message>
    <message>
      <source>from a few frames that were drawn of it, as it was never rendered here</source>
      <translation>根據剛才試畫的幾個影格，因為此範本從未在此算圖</translation>
    </message>
    <message>
      <source>from what is finished of it</source>
      <translation>根據已完成的部分</translation>
    </message>
    <message>
      <source>from what the template is made of, as it was never rendered here</source>
      <translation>根據範本的組成，因為這裡從未算過此範本</translation>
    </message>
    <message>
      <source>usually off by %1 before the start</source>
      <translation>開始前通常誤差 %1</translation>
    </message>
  </context>
  <context>
    <name>ExistingFilms</name>
    <message>
      <source>%1 in %2.</source>
      <translation>%1，位於 %2。</translation>
    </message>
    <message numerus="yes">
      <source>%n film(s) of that name exist already</source>
      <translation>
        <numerusform>已有 %Ln 部同名影片</numerusform>
      </translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Keep both, with a number</source>
      <translation>保留兩者並加上編號</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>取代</translation>
    </message>
    <message>
      <source>Skip what exists</source>
      <translation>略過已存在的</translation>
    </message>
  </context>
  <context>
    <name>Facts</name>
    <message>
      <source>%1 (%2)</source>
      <translation>%1（%2）</translation>
    </message>
    <message>
      <source>%1 s on %2</source>
      <translation>在 %2 上 %1 秒</translation>
    </message>
    <message>
      <source>%1 × %2 pixels</source>
      <translation>%1 × %2 像素</translation>
    </message>
    <message>
      <source>A frame took beforehand</source>
      <translation>事先測得的每格時間</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自動</translation>
    </message>
    <message>
      <source>Batch</source>
      <translation>批次</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>內建</translation>
    </message>
    <message>
      <source>Checksum (SHA-256)</source>
      <translation>校驗碼 (SHA-256)</translation>
    </message>
    <message>
      <source>Composition</source>
      <translation>合成</translation>
    </message>
    <message>
      <source>Engine</source>
      <translation>引擎</translation>
    </message>
    <message>
      <source>File</source>
      <translation>檔案</translation>
    </message>
    <message>
      <source>Filled in</source>
      <translation>填入的內容</translation>
    </message>
    <message>
      <source>Finished</source>
      <translation>完成時間</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>資料夾</translation>
    </message>
    <message>
      <source>Fonts</source>
      <translation>字型</translation>
    </message>
    <message>
      <source>Footage</source>
      <translation>素材</translation>
    </message>
    <message>
      <source>Frames</source>
      <translation>影格</translation>
    </message>
    <message>
      <source>Frames per second</source>
      <translation>每秒影格數</translation>
    </message>
    <message>
      <source>Go on with a substitute</source>
      <translation>以替代項目繼續</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>長度</translation>
    </message>
    <message>
      <source>Made from</source>
      <translation>製作來源</translation>
    </message>
    <message>
      <source>Music</source>
      <translation>音樂</translation>
    </message>
    <message>
      <source>No</source>
      <translation>否</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>畫面</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>預設集</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>優先順序</translation>
    </message>
    <message>
      <source>Rendered as</source>
      <translation>算圖格式</translation>
    </message>
    <message>
      <source>Replace a file of that name</source>
      <translation>取代同名檔案</translation>
    </message>
    <message>
      <source>Row</source>
      <translation>列</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>大小</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>聲音</translation>
    </message>
    <message>
      <source>Stop before rendering</source>
      <translation>在算圖前停止</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>範本</translation>
    </message>
    <message>
      <source>Took</source>
      <translation>花費時間</translation>
    </message>
    <message>
      <source>When something is missing</source>
      <translation>缺少項目時</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>a photo</source>
      <translation>一張照片</translation>
    </message>
    <message>
      <source>crop</source>
      <translation>裁切</translation>
    </message>
    <message>
      <source>fill</source>
      <translation>填滿</translation>
    </message>
    <message>
      <source>fit</source>
      <translation>符合</translation>
    </message>
  </context>
  <context>
    <name>Failure</name>
    <message>
      <source>Retry draws what is missing and keeps what is done. If it stops again, its log says more.</source>
      <translation>「重試」會補畫缺少的部分並保留已完成的部分。若再次停止，記錄檔會有更多說明。</translation>
    </message>
    <message numerus="yes">
      <source>Tried %n time(s) by %1.</source>
      <translation>
        <numerusform>由 %1 嘗試了 %Ln 次。</numerusform>
      </translation>
    </message>
    <message>
      <source>“%1” could not be rendered.</source>
      <translation>「%1」無法算圖。</translation>
    </message>
    <message>
      <source>“%1” stopped at frames %2.</source>
      <translation>「%1」停在影格 %2。</translation>
    </message>
  </context>
  <context>
    <name>Farm</name>
    <message numerus="yes">
      <source>%n worker(s) render.</source>
      <translation>
        <numerusform>%Ln 個工作程序正在算圖。</numerusform>
      </translation>
    </message>
    <message>
      <source>Frames wait for machines that are starting.</source>
      <translation>有影格在等待，機器正在啟動。</translation>
    </message>
    <message numerus="yes">
      <source>Frames wait, and %n worker(s) are idle: jobs are being prepared or joined.</source>
      <translation>
        <numerusform>有影格在等待，且有 %Ln 個工作程序閒置：工作正在準備或合併。</numerusform>
      </translation>
    </message>
    <message>
      <source>Frames wait, but all workers are draining and take nothing new.</source>
      <translation>有影格在等待，但所有工作程序都在排空，不再接受新內容。</translation>
    </message>
    <message numerus="yes">
      <source>Frames wait, but every worker is stopped: %n machine(s) can be started.</source>
      <translation>
        <numerusform>有影格在等待，但所有工作程序都已停止：可以啟動 %Ln 部機器。</numerusform>
      </translation>
    </message>
    <message>
      <source>Frames wait, but no worker answers: all of them are lost. See whether their computers run.</source>
      <translation>有影格在等待，但沒有工作程序回應：全部失去聯繫。請確認它們的電腦是否運作。</translation>
    </message>
    <message>
      <source>Frames wait, but there is no worker. Start one: “farmhand-agent --role worker”.</source>
      <translation>有影格在等待，但沒有工作程序。請啟動一個：「farmhand-agent --role worker」。</translation>
    </message>
    <message>
      <source>Frames wait, but workers claim nothing. %1</source>
      <translation>有影格在等待，但工作程序不認領。%1</translation>
    </message>
    <message>
      <source>Looking at the farm…</source>
      <translation>正在查看農場…</translation>
    </message>
    <message>
      <source>Nothing waits. Films that you queue are rendered on this farm.</source>
      <translation>沒有等待的項目。你加入佇列的影片會在這個農場算圖。</translation>
    </message>
    <message>
      <source>frames %1</source>
      <translation>影格 %1</translation>
    </message>
  </context>
  <context>
    <name>FarmList</name>
    <message>
      <source>Connect a farm…</source>
      <translation>連接算圖農場…</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>忘記</translation>
    </message>
    <message>
      <source>Forget %1?</source>
      <translation>要忘記%1嗎？</translation>
    </message>
    <message>
      <source>Forget…</source>
      <translation>忘記…</translation>
    </message>
    <message>
      <source>How it is reached and its passwords are forgotten on this computer. Its jobs go on there.</source>
      <translation>這部電腦會忘記它的連線方式與密碼。它的工作會在那裡繼續。</translation>
    </message>
    <message>
      <source>Keep it</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Render here</source>
      <translation>在這裡算圖</translation>
    </message>
    <message>
      <source>Renders run on this computer, or on a farm: other computers that render together. Passwords are kept in this computer's keyring.</source>
      <translation>算圖可在這部電腦上進行，或在農場上進行，也就是一起算圖的其他電腦。密碼保存在這部電腦的金鑰圈中。</translation>
    </message>
    <message>
      <source>Test or change…</source>
      <translation>測試或變更…</translation>
    </message>
  </context>
  <context>
    <name>FarmPage</name>
    <message>
      <source>Farm connection</source>
      <translation>農場連線</translation>
    </message>
    <message>
      <source>Now</source>
      <translation>現在</translation>
    </message>
    <message>
      <source>Panels</source>
      <translation>面板</translation>
    </message>
    <message>
      <source>Statistics</source>
      <translation>統計</translation>
    </message>
  </context>
  <context>
    <name>FarmPanel</name>
    <message>
      <source>Activity</source>
      <translation>活動</translation>
    </message>
    <message>
      <source>Estimates</source>
      <translation>預估</translation>
    </message>
    <message numerus="yes">
      <source>It is tried again in %n seconds.</source>
      <translation>
        <numerusform>%Ln 秒後會再試一次。</numerusform>
      </translation>
    </message>
    <message>
      <source>It is tried again now.</source>
      <translation>現在正在再試一次。</translation>
    </message>
    <message>
      <source>Machines</source>
      <translation>機器</translation>
    </message>
    <message>
      <source>Panels</source>
      <translation>面板</translation>
    </message>
    <message>
      <source>Panels below the workers</source>
      <translation>面板在工作程序下方</translation>
    </message>
    <message>
      <source>Panels beside the workers</source>
      <translation>面板在工作程序旁邊</translation>
    </message>
    <message>
      <source>Scaling</source>
      <translation>自動調整</translation>
    </message>
    <message>
      <source>Start machines</source>
      <translation>啟動機器</translation>
    </message>
    <message>
      <source>Throughput</source>
      <translation>產量</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>Try now</source>
      <translation>立即嘗試</translation>
    </message>
    <message>
      <source>What is shown is as of %1.</source>
      <translation>顯示的是 %1 的狀態。</translation>
    </message>
  </context>
  <context>
    <name>FarmStatistics</name>
    <message>
      <source>Its manager did not answer. It may be older than this program, or just be busy.</source>
      <translation>它的管理程式沒有回應，可能比這個程式舊，或只是正在忙碌。</translation>
    </message>
    <message>
      <source>This farm tells no statistics.</source>
      <translation>這個農場沒有提供統計資料。</translation>
    </message>
    <message>
      <source>Try again in a minute. If that does not help, bring the manager up to date.</source>
      <translation>請在一分鐘後再試一次。若仍無法解決，請更新管理程式。</translation>
    </message>
  </context>
  <context>
    <name>FarmSteps</name>
    <message>
      <source>%1 · %2 s</source>
      <translation>%1 · %2 秒</translation>
    </message>
    <message>
      <source>Ask the farm, hear its news</source>
      <translation>詢問農場並接收消息</translation>
    </message>
    <message>
      <source>Does not work</source>
      <translation>無法運作</translation>
    </message>
    <message>
      <source>Encrypt the connection</source>
      <translation>加密連線</translation>
    </message>
    <message>
      <source>Find the broker's address</source>
      <translation>尋找訊息伺服器的位址</translation>
    </message>
    <message>
      <source>Good</source>
      <translation>正常</translation>
    </message>
    <message>
      <source>Log in</source>
      <translation>登入</translation>
    </message>
    <message>
      <source>Manager and versions</source>
      <translation>管理程式與版本</translation>
    </message>
    <message>
      <source>Not tried</source>
      <translation>未嘗試</translation>
    </message>
    <message>
      <source>Not tried yet</source>
      <translation>尚未嘗試</translation>
    </message>
    <message>
      <source>Reach the broker</source>
      <translation>連到訊息伺服器</translation>
    </message>
    <message>
      <source>Trying…</source>
      <translation>嘗試中…</translation>
    </message>
    <message>
      <source>Works, but</source>
      <translation>可運作，但</translation>
    </message>
    <message>
      <source>Write to and read from the storage</source>
      <translation>寫入與讀取儲存空間</translation>
    </message>
  </context>
  <context>
    <name>FarmTiles</name>
    <message>
      <source>%1 rendering, %2 idle or held, %3 not responding</source>
      <translation>%1 個算圖中，%2 個閒置或暫停，%3 個沒有回應</translation>
    </message>
    <message>
      <source>Cost per hour</source>
      <translation>每小時費用</translation>
    </message>
    <message>
      <source>Frames per minute</source>
      <translation>每分鐘影格數</translation>
    </message>
    <message>
      <source>Frames waiting</source>
      <translation>等待中的影格</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>估算中…</translation>
    </message>
    <message>
      <source>Time to empty</source>
      <translation>清空所需時間</translation>
    </message>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
    <message numerus="yes">
      <source>in %n job(s)</source>
      <translation>
        <numerusform>在 %Ln 個工作中</numerusform>
      </translation>
    </message>
    <message>
      <source>over the last five minutes</source>
      <translation>過去五分鐘</translation>
    </message>
  </context>
  <context>
    <name>FarmWorkers</name>
    <message numerus="yes">
      <source>%1 · %n frame(s)</source>
      <translation>
        <numerusform>%1 · %Ln 個影格</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n frame(s) in the last hour</source>
      <translation>
        <numerusform>過去一小時 %Ln 個影格</numerusform>
      </translation>
    </message>
    <message>
      <source>CPU</source>
      <translation>CPU</translation>
    </message>
    <message>
      <source>Disk free</source>
      <translation>可用磁碟</translation>
    </message>
    <message>
      <source>Draws</source>
      <translation>正在繪製</translation>
    </message>
    <message>
      <source>Engine</source>
      <translation>引擎</translation>
    </message>
    <message>
      <source>Frames/h</source>
      <translation>影格/時</translation>
    </message>
    <message>
      <source>Instance</source>
      <translation>執行個體類型</translation>
    </message>
    <message>
      <source>Last 60 min</source>
      <translation>最近 60 分鐘</translation>
    </message>
    <message>
      <source>Last seen</source>
      <translation>上次出現</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>記憶體</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名稱</translation>
    </message>
    <message>
      <source>State</source>
      <translation>狀態</translation>
    </message>
  </context>
  <context>
    <name>Field</name>
    <message>
      <source>An expression in the template decides this text, so what you type may not show.</source>
      <translation>範本中的表達式會決定這段文字，所以你輸入的內容可能不會出現。</translation>
    </message>
    <message>
      <source>Reset %1 to template</source>
      <translation>把 %1 還原為範本內容</translation>
    </message>
    <message>
      <source>Reset to template</source>
      <translation>還原為範本內容</translation>
    </message>
    <message>
      <source>Show %1 in preview</source>
      <translation>在預覽中顯示 %1</translation>
    </message>
    <message>
      <source>Show in preview</source>
      <translation>在預覽中顯示</translation>
    </message>
  </context>
  <context>
    <name>FieldsPanel</name>
    <message>
      <source>Composition</source>
      <translation>合成</translation>
    </message>
    <message>
      <source>Filter fields</source>
      <translation>篩選欄位</translation>
    </message>
    <message>
      <source>No field matches “%1”.</source>
      <translation>沒有欄位符合「%1」。</translation>
    </message>
    <message>
      <source>This composition has no text and no photo to fill in. It is rendered as it is.</source>
      <translation>這個合成沒有可填入的文字與照片，會照原樣算圖。</translation>
    </message>
  </context>
  <context>
    <name>FigureValue</name>
    <message>
      <source>min</source>
      <translation>分鐘</translation>
    </message>
  </context>
  <context>
    <name>FilmCard</name>
    <message>
      <source>%1 of %2 frames</source>
      <translation>%1 個影格，共 %2 個</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Make many from a spreadsheet</source>
      <translation>用試算表大量製作</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>進度</translation>
    </message>
    <message>
      <source>Remaining: %1</source>
      <translation>剩餘：%1</translation>
    </message>
    <message>
      <source>Retry</source>
      <translation>重試</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Show in queue</source>
      <translation>在佇列中顯示</translation>
    </message>
    <message>
      <source>Use my own template</source>
      <translation>使用我自己的範本</translation>
    </message>
  </context>
  <context>
    <name>FilmFetch</name>
    <message>
      <source>Bringing “%1” here</source>
      <translation>正在取回「%1」</translation>
    </message>
  </context>
  <context>
    <name>FilmRow</name>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>The file is gone</source>
      <translation>檔案已不存在</translation>
    </message>
  </context>
  <context>
    <name>Filmstrip</name>
    <message>
      <source>Frame %1</source>
      <translation>影格 %1</translation>
    </message>
    <message>
      <source>Frames from all over the film</source>
      <translation>取自整部影片的影格</translation>
    </message>
  </context>
  <context>
    <name>Formats</name>
    <message>
      <source>$%1</source>
      <translation>US$%1</translation>
    </message>
    <message>
      <source>%1 h</source>
      <translation>%1 小時</translation>
    </message>
    <message>
      <source>%1 min</source>
      <translation>%1 分鐘</translation>
    </message>
    <message>
      <source>%1 s</source>
      <translation>%1 秒</translation>
    </message>
    <message>
      <source>%1, %2</source>
      <translation>%1 %2</translation>
    </message>
    <message numerus="yes">
      <source>%n h ago</source>
      <translation>
        <numerusform>%Ln 小時前</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n min ago</source>
      <translation>
        <numerusform>%Ln 分鐘前</numerusform>
      </translation>
    </message>
    <message>
      <source>just now</source>
      <translation>剛剛</translation>
    </message>
  </context>
  <context>
    <name>FrameMap</name>
    <message>
      <source>Frames %1: %2</source>
      <translation>影格 %1：%2</translation>
    </message>
    <message>
      <source>Map of the frames</source>
      <translation>影格分布圖</translation>
    </message>
  </context>
  <context>
    <name>HistoryRow</name>
    <message numerus="yes">
      <source>%1: %n films.</source>
      <translation>
        <numerusform>%1：%Ln 部影片。</numerusform>
      </translation>
    </message>
    <message>
      <source>%1: not known yet.</source>
      <translation>%1：尚不清楚。</translation>
    </message>
    <message numerus="yes">
      <source>%n films of “%1”…</source>
      <translation>
        <numerusform>「%1」的 %Ln 部影片…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n films…</source>
      <translation>
        <numerusform>全部 %Ln 部影片…</numerusform>
      </translation>
    </message>
    <message>
      <source>Estimates of all templates are guesses until films are rendered again. Films and jobs stay.</source>
      <translation>在再次算圖之前，所有範本的估算都只是猜測。影片與工作會保留。</translation>
    </message>
    <message>
      <source>Estimates of “%1” begin anew. Films and jobs stay.</source>
      <translation>「%1」的估算會重新開始。影片與工作會保留。</translation>
    </message>
    <message>
      <source>Export what is remembered of films</source>
      <translation>匯出影片紀錄</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>匯出…</translation>
    </message>
    <message numerus="yes">
      <source>Forget %n films</source>
      <translation>
        <numerusform>清除 %Ln 部影片的紀錄</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Forget %n films?</source>
      <translation>
        <numerusform>要清除 %Ln 部影片的紀錄嗎？</numerusform>
      </translation>
    </message>
    <message>
      <source>Forget…</source>
      <translation>忘記…</translation>
    </message>
    <message>
      <source>Keep them</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Nothing is remembered yet.</source>
      <translation>目前沒有任何紀錄。</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>To estimate how long films take. No texts, photos, names of people or paths are in it.</source>
      <translation>用來估算影片需要多久。其中不含文字、照片、人名或路徑。</translation>
    </message>
    <message>
      <source>What is remembered of films</source>
      <translation>影片紀錄</translation>
    </message>
    <message>
      <source>“%1” was written.</source>
      <translation>「%1」已寫入。</translation>
    </message>
  </context>
  <context>
    <name>Home</name>
    <message>
      <source>%1 fps</source>
      <translation>%1 fps</translation>
    </message>
    <message numerus="yes">
      <source>%n field(s)</source>
      <translation>
        <numerusform>%Ln 個欄位</numerusform>
      </translation>
    </message>
    <message>
      <source>Opened %1</source>
      <translation>開啟時間：%1</translation>
    </message>
    <message>
      <source>with warnings</source>
      <translation>有警告</translation>
    </message>
  </context>
  <context>
    <name>HomeController</name>
    <message>
      <source>“%1” was removed from the list.</source>
      <translation>「%1」已從清單移除。</translation>
    </message>
  </context>
  <context>
    <name>HomePage</name>
    <message>
      <source>Last films</source>
      <translation>最近的影片</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>開啟</translation>
    </message>
    <message>
      <source>Open in Batch</source>
      <translation>在「批次」中開啟</translation>
    </message>
    <message>
      <source>Recent templates</source>
      <translation>最近的範本</translation>
    </message>
    <message>
      <source>Remove from list</source>
      <translation>從清單移除</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>The file is gone</source>
      <translation>檔案已不存在</translation>
    </message>
    <message>
      <source>Try a sample</source>
      <translation>試試範例</translation>
    </message>
    <message>
      <source>“%1” was moved or deleted.</source>
      <translation>「%1」已移動或刪除。</translation>
    </message>
  </context>
  <context>
    <name>HowLong</name>
    <message numerus="yes">
      <source>%n films of “%1”</source>
      <translation>
        <numerusform>「%1」的 %Ln 部影片</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n frames each</source>
      <translation>
        <numerusform>每部 %Ln 個影格</numerusform>
      </translation>
    </message>
    <message>
      <source>No estimate: %1</source>
      <translation>無法估算：%1</translation>
    </message>
  </context>
  <context>
    <name>HowLongDialog</name>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>How long with more workers?</source>
      <translation>更多工作程序需要多久？</translation>
    </message>
  </context>
  <context>
    <name>JobActions</name>
    <message numerus="yes">
      <source>%1 – %2 rendered frames are lost, and what %n workers draw now. Pause instead to go on later.</source>
      <translation>
        <numerusform>%1 – 會失去 %2 個已算圖的影格，以及 %Ln 個工作程序正在繪製的內容。若之後要繼續，請改用「暫停」。</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 – %2 rendered frames are lost. Pause instead to go on later.</source>
      <translation>%1 – 會失去 %2 個已算圖的影格。若之後要繼續，請改用「暫停」。</translation>
    </message>
    <message>
      <source>%1 – nothing is rendered yet, so nothing is lost.</source>
      <translation>%1 – 尚未算圖，因此沒有任何損失。</translation>
    </message>
    <message numerus="yes">
      <source>Cancel %n jobs…</source>
      <translation>
        <numerusform>取消 %Ln 個工作…</numerusform>
      </translation>
    </message>
    <message>
      <source>Cancel a job before you remove it from the list.</source>
      <translation>請先取消工作，再從清單移除。</translation>
    </message>
    <message>
      <source>Cancel…</source>
      <translation>取消…</translation>
    </message>
    <message>
      <source>Choose one job: Compose opens one template.</source>
      <translation>請選擇一個工作：「製作」一次開啟一個範本。</translation>
    </message>
    <message>
      <source>Copy details</source>
      <translation>複製詳細資料</translation>
    </message>
    <message numerus="yes">
      <source>Duplicate %n jobs as new</source>
      <translation>
        <numerusform>把 %Ln 個工作複製為新工作</numerusform>
      </translation>
    </message>
    <message>
      <source>Duplicate as new</source>
      <translation>複製為新工作</translation>
    </message>
    <message>
      <source>Jobs that have ended have no place in the queue.</source>
      <translation>已結束的工作在佇列中沒有順序。</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Move to bottom</source>
      <translation>移到最後</translation>
    </message>
    <message>
      <source>Move to top</source>
      <translation>移到最前</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>No job is chosen.</source>
      <translation>沒有選擇工作。</translation>
    </message>
    <message>
      <source>None of the chosen jobs can be paused: they have ended, or are about to.</source>
      <translation>所選的工作都無法暫停：它們已結束或即將結束。</translation>
    </message>
    <message>
      <source>None of the chosen jobs has failed or was cancelled.</source>
      <translation>所選的工作都沒有失敗或取消。</translation>
    </message>
    <message>
      <source>None of the chosen jobs is done.</source>
      <translation>所選的工作都尚未完成。</translation>
    </message>
    <message>
      <source>Open in Compose</source>
      <translation>在「製作」中開啟</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暫停</translation>
    </message>
    <message numerus="yes">
      <source>Pause %n jobs</source>
      <translation>
        <numerusform>暫停 %Ln 個工作</numerusform>
      </translation>
    </message>
    <message>
      <source>Pause or resume</source>
      <translation>暫停或繼續</translation>
    </message>
    <message>
      <source>Play result</source>
      <translation>播放成品</translation>
    </message>
    <message>
      <source>Priority…</source>
      <translation>優先順序…</translation>
    </message>
    <message numerus="yes">
      <source>Queue %n cancelled jobs again</source>
      <translation>
        <numerusform>把 %Ln 個已取消的工作重新加入佇列</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Remove %n jobs from list</source>
      <translation>
        <numerusform>從清單移除 %Ln 個工作</numerusform>
      </translation>
    </message>
    <message>
      <source>Remove from list</source>
      <translation>從清單移除</translation>
    </message>
    <message numerus="yes">
      <source>Render %n jobs again from the start…</source>
      <translation>
        <numerusform>從頭再次算圖 %Ln 個工作…</numerusform>
      </translation>
    </message>
    <message>
      <source>Render again from the start</source>
      <translation>從頭再次算圖</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>繼續</translation>
    </message>
    <message numerus="yes">
      <source>Resume %n jobs</source>
      <translation>
        <numerusform>繼續 %Ln 個工作</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Retry %n failed frames</source>
      <translation>
        <numerusform>重試 %Ln 個失敗的影格</numerusform>
      </translation>
    </message>
    <message>
      <source>Retry a failed job instead: its finished frames would be the same.</source>
      <translation>請改為重試失敗的工作：已完成的影格會是一樣的。</translation>
    </message>
    <message>
      <source>Retry failed frames</source>
      <translation>重試失敗的影格</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Sort by State first: jobs move in the order of the queue.</source>
      <translation>請先依「狀態」排序：工作是依佇列順序移動的。</translation>
    </message>
    <message>
      <source>The chosen jobs have ended.</source>
      <translation>所選的工作已結束。</translation>
    </message>
    <message>
      <source>The film is being handed over; it cannot be stopped any more.</source>
      <translation>影片正在交付，已無法停止。</translation>
    </message>
    <message>
      <source>The film was moved, deleted or changed.</source>
      <translation>影片已移動、刪除或變更。</translation>
    </message>
    <message>
      <source>There is no finished film among the chosen jobs.</source>
      <translation>所選的工作中沒有完成的影片。</translation>
    </message>
  </context>
  <context>
    <name>JobOverview</name>
    <message>
      <source>%1 for machines until then</source>
      <translation>到那時的機器費用為 %1</translation>
    </message>
    <message>
      <source>%1 frames</source>
      <translation>%1 個影格</translation>
    </message>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%Ln 個失敗</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n pieces done</source>
      <translation>
        <numerusform>已完成 %Ln 個片段</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n rendering</source>
      <translation>
        <numerusform>%Ln 個算圖中</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting</source>
      <translation>
        <numerusform>%Ln 個等待中</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n warnings so far:</source>
      <translation>
        <numerusform>目前有 %Ln 個警告：</numerusform>
      </translation>
    </message>
    <message>
      <source>About %1 left</source>
      <translation>大約還要 %1</translation>
    </message>
    <message>
      <source>Choose a job to see its details.</source>
      <translation>選擇工作以查看詳細資料。</translation>
    </message>
    <message numerus="yes">
      <source>Done with %n warnings:</source>
      <translation>
        <numerusform>完成但有 %Ln 個警告：</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing was heard of it for two minutes, so nothing is estimated.</source>
      <translation>已有兩分鐘沒有消息，因此不估算時間。</translation>
    </message>
    <message>
      <source>Open the batch and choose one of its jobs to see its pictures.</source>
      <translation>展開批次並選擇其中一個工作，即可查看畫面。</translation>
    </message>
    <message>
      <source>Render again</source>
      <translation>再次算圖</translation>
    </message>
    <message>
      <source>Show log</source>
      <translation>顯示記錄</translation>
    </message>
    <message>
      <source>The film is gone.</source>
      <translation>影片已不存在。</translation>
    </message>
    <message>
      <source>The film’s pictures are being read…</source>
      <translation>正在讀取影片的畫面…</translation>
    </message>
    <message>
      <source>The first picture comes with the first finished frames.</source>
      <translation>第一批影格完成後就會有第一張圖片。</translation>
    </message>
    <message>
      <source>There is no picture of it.</source>
      <translation>沒有畫面。</translation>
    </message>
    <message>
      <source>Waits for a free worker.</source>
      <translation>等待空閒的工作程序。</translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>以及另外 %Ln 個</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Jobs</name>
    <message>
      <source>%1 %2</source>
      <translation>%1 %2</translation>
    </message>
    <message numerus="yes">
      <source>%1 (%n jobs)</source>
      <translation>
        <numerusform>%1（%Ln 個工作）</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 in %2</source>
      <translation>%2 有 %1</translation>
    </message>
    <message>
      <source>%1 of %2</source>
      <translation>%1／%2</translation>
    </message>
    <message>
      <source>%1%</source>
      <translation>%1%</translation>
    </message>
    <message>
      <source>%1, %2 percent, %3 of %4 frames</source>
      <translation>%1，百分之 %2，%3／%4 個影格</translation>
    </message>
    <message>
      <source>%1, closed</source>
      <translation>%1，已收合</translation>
    </message>
    <message>
      <source>%1, open</source>
      <translation>%1，已展開</translation>
    </message>
    <message>
      <source>%1; it takes more than half as long again as first estimated (%2)</source>
      <translation>%1；比最初估計的時間（%2）多出一半以上</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message numerus="yes">
      <source>All %n jobs</source>
      <translation>
        <numerusform>全部 %Ln 個工作</numerusform>
      </translation>
    </message>
    <message>
      <source>Attention</source>
      <translation>需要注意</translation>
    </message>
    <message>
      <source>Cancelled</source>
      <translation>已取消</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>費用</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>Elapsed</source>
      <translation>已經過</translation>
    </message>
    <message>
      <source>Engine</source>
      <translation>引擎</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>失敗</translation>
    </message>
    <message>
      <source>Failed frames</source>
      <translation>失敗的影格</translation>
    </message>
    <message>
      <source>Finished</source>
      <translation>完成時間</translation>
    </message>
    <message>
      <source>Finishing…</source>
      <translation>收尾中…</translation>
    </message>
    <message>
      <source>Frames</source>
      <translation>影格</translation>
    </message>
    <message>
      <source>Jobs are placed among those that wait.</source>
      <translation>工作只能放在等待中的工作之間。</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>估算中…</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名稱</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>輸出</translation>
    </message>
    <message>
      <source>Owner</source>
      <translation>擁有者</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暫停</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>優先順序</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>進度</translation>
    </message>
    <message>
      <source>Queued</source>
      <translation>排隊中</translation>
    </message>
    <message>
      <source>Remaining</source>
      <translation>剩餘</translation>
    </message>
    <message>
      <source>Rendering on this computer costs nothing that Farmhand knows of.</source>
      <translation>在這部電腦上算圖，就 Farmhand 所知沒有費用。</translation>
    </message>
    <message>
      <source>Retries</source>
      <translation>重試次數</translation>
    </message>
    <message>
      <source>Row</source>
      <translation>列</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>進行中</translation>
    </message>
    <message>
      <source>Sort by State to place jobs by dragging them.</source>
      <translation>依「狀態」排序後即可拖曳調整工作順序。</translation>
    </message>
    <message>
      <source>Started</source>
      <translation>開始時間</translation>
    </message>
    <message>
      <source>State</source>
      <translation>狀態</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>範本</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>等待中</translation>
    </message>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>以及另外 %Ln 個</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>from %n finished pieces</source>
      <translation>
        <numerusform>依 %Ln 個完成的片段</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>from %n frames drawn</source>
      <translation>
        <numerusform>依 %Ln 個已繪製的影格</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobsColumns</name>
    <message>
      <source>Columns as at first</source>
      <translation>還原預設欄</translation>
    </message>
  </context>
  <context>
    <name>JobsTable</name>
    <message>
      <source>Jobs</source>
      <translation>工作</translation>
    </message>
  </context>
  <context>
    <name>KeysDialog</name>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Everywhere</source>
      <translation>所有頁面</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>鍵盤快速鍵</translation>
    </message>
    <message>
      <source>They can be changed in Settings.</source>
      <translation>可以在「設定」中變更。</translation>
    </message>
  </context>
  <context>
    <name>Layouts</name>
    <message>
      <source>A layout that comes with Farmhand has this name.</source>
      <translation>這是 Farmhand 內建版面配置的名稱。</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Design</source>
      <translation>設計</translation>
    </message>
    <message>
      <source>Farm</source>
      <translation>算圖農場</translation>
    </message>
    <message>
      <source>Farm layout</source>
      <translation>農場版面</translation>
    </message>
    <message>
      <source>Forget a layout</source>
      <translation>移除版面配置</translation>
    </message>
    <message>
      <source>Give it a name.</source>
      <translation>請輸入名稱。</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名稱</translation>
    </message>
    <message>
      <source>Queue layout</source>
      <translation>佇列版面配置</translation>
    </message>
    <message>
      <source>Replaces the layout of that name.</source>
      <translation>會取代同名的版面配置。</translation>
    </message>
    <message>
      <source>Save layout</source>
      <translation>儲存版面配置</translation>
    </message>
    <message>
      <source>Save this layout</source>
      <translation>儲存此版面配置</translation>
    </message>
    <message>
      <source>Save this layout…</source>
      <translation>儲存此版面配置…</translation>
    </message>
    <message>
      <source>There are as many as can be kept. Forget one first, or use its name.</source>
      <translation>已達可保存的數量。請先移除一個，或使用其名稱。</translation>
    </message>
  </context>
  <context>
    <name>Log</name>
    <message>
      <source>Error</source>
      <translation>錯誤</translation>
    </message>
    <message>
      <source>Warning</source>
      <translation>警告</translation>
    </message>
  </context>
  <context>
    <name>LogPanel</name>
    <message numerus="yes">
      <source>%n lines were copied.</source>
      <translation>
        <numerusform>已複製 %Ln 行。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n lines were saved.</source>
      <translation>
        <numerusform>已儲存 %Ln 行。</numerusform>
      </translation>
    </message>
    <message>
      <source>Choose a job to read its log.</source>
      <translation>選擇工作以閱讀它的記錄。</translation>
    </message>
    <message>
      <source>Log to compare with</source>
      <translation>要比較的記錄</translation>
    </message>
    <message>
      <source>No errors</source>
      <translation>沒有錯誤</translation>
    </message>
    <message>
      <source>No line of this kind among %1.</source>
      <translation>%1 行中沒有這種記錄。</translation>
    </message>
    <message>
      <source>Not found</source>
      <translation>找不到</translation>
    </message>
    <message>
      <source>Nothing was logged for this job yet.</source>
      <translation>這個工作還沒有記錄。</translation>
    </message>
    <message>
      <source>Nothing was logged here.</source>
      <translation>這裡沒有記錄。</translation>
    </message>
    <message>
      <source>Reading the log…</source>
      <translation>正在讀取記錄…</translation>
    </message>
    <message>
      <source>Save log</source>
      <translation>儲存記錄</translation>
    </message>
  </context>
  <context>
    <name>LogTabs</name>
    <message>
      <source>Logs of this job</source>
      <translation>這個工作的記錄</translation>
    </message>
  </context>
  <context>
    <name>LogTools</name>
    <message>
      <source>%1, try %2</source>
      <translation>%1，第 %2 次嘗試</translation>
    </message>
    <message>
      <source>All lines</source>
      <translation>所有行</translation>
    </message>
    <message>
      <source>Attempt %1</source>
      <translation>嘗試 %1</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>比較</translation>
    </message>
    <message>
      <source>Errors</source>
      <translation>錯誤</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>尋找</translation>
    </message>
    <message>
      <source>Find in log</source>
      <translation>在記錄中尋找</translation>
    </message>
    <message>
      <source>Follow</source>
      <translation>跟隨</translation>
    </message>
    <message>
      <source>Handing over</source>
      <translation>交付</translation>
    </message>
    <message>
      <source>Joining</source>
      <translation>合併</translation>
    </message>
    <message>
      <source>Lines to show</source>
      <translation>要顯示的行</translation>
    </message>
    <message>
      <source>Preparing</source>
      <translation>準備中</translation>
    </message>
    <message>
      <source>Raw</source>
      <translation>原始</translation>
    </message>
    <message>
      <source>Show another log beside this one</source>
      <translation>在旁邊顯示另一份記錄</translation>
    </message>
    <message>
      <source>Show lines as they are stored</source>
      <translation>照儲存的原樣顯示</translation>
    </message>
    <message>
      <source>Warnings and errors</source>
      <translation>警告與錯誤</translation>
    </message>
  </context>
  <context>
    <name>LogView</name>
    <message>
      <source>Log</source>
      <translation>記錄</translation>
    </message>
  </context>
  <context>
    <name>LogsRow</name>
    <message>
      <source>Logs</source>
      <translation>記錄</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
  </context>
  <context>
    <name>MachineTagsDialog</name>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Tags of %1</source>
      <translation>%1 的標籤</translation>
    </message>
  </context>
  <context>
    <name>Machines</name>
    <message>
      <source>%1 an hour</source>
      <translation>每小時 %1</translation>
    </message>
    <message numerus="yes">
      <source>%1 of %n machine(s) run</source>
      <translation>
        <numerusform>%Ln 部機器中有 %1 部在執行</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 today</source>
      <translation>今天 %1</translation>
    </message>
    <message>
      <source>%1 today (UTC), %3 % of the cap of %2</source>
      <translation>今天（UTC）%1，為上限 %2 的 %3 %</translation>
    </message>
    <message>
      <source>%1 today (UTC), above the cap of %2</source>
      <translation>今天（UTC）%1，超過上限 %2</translation>
    </message>
    <message>
      <source>%1 today (UTC), without a cap</source>
      <translation>今天（UTC）%1，沒有上限</translation>
    </message>
    <message numerus="yes">
      <source>%1 · %2 jobs · %n frame(s)</source>
      <translation>
        <numerusform>%1 · %2 個工作 · %Ln 個影格</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 · %2 · %n frame(s)</source>
      <translation>
        <numerusform>%1 · %2 · %Ln 個影格</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 – %2 an hour together, %4 an hour with the machines that run already; the farm's cap is %3 an hour.</source>
      <translation>%1 – 合計每小時 %2，連同已在執行的機器為每小時 %4；農場的上限是每小時 %3。</translation>
    </message>
    <message>
      <source>%1 – %2 an hour together; the farm's cap is %3 an hour.</source>
      <translation>%1 – 合計每小時 %2；農場的上限是每小時 %3。</translation>
    </message>
    <message numerus="yes">
      <source>%1 – %n worker(s) on them stop in the middle of a piece.</source>
      <translation>
        <numerusform>%1 – 這些機器上有 %Ln 個工作程序會在片段中途停止。</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 – no worker on them draws anything. Nothing is lost.</source>
      <translation>%1 – 這些機器上沒有工作程序在繪製。不會失去任何內容。</translation>
    </message>
    <message>
      <source>%1 – the price of %2 is not known; the farm's cap is %3 an hour.</source>
      <translation>%1 – 不知道 %2 的價格；農場的上限是每小時 %3。</translation>
    </message>
    <message>
      <source>%1 – what workers on them draw now is lost and drawn again by others; finished pieces are kept.</source>
      <translation>%1 – 這些機器上的工作程序正在繪製的內容會失去，並由其他工作程序重新繪製；已完成的片段會保留。</translation>
    </message>
    <message>
      <source>%1 – workers finish the piece in work and hand back the others that they hold of %2. Nothing that is drawn is lost.</source>
      <translation>%1 – 工作程序會完成進行中的片段，並交回 %2 其餘尚未繪製的片段。已繪製的內容都不會失去。</translation>
    </message>
    <message>
      <source>%1 – workers finish the piece in work and hand back the others that they hold. Nothing that is drawn is lost.</source>
      <translation>%1 – 工作程序會完成進行中的片段，並交回其餘尚未繪製的片段。已繪製的內容都不會失去。</translation>
    </message>
    <message>
      <source>%1: %2</source>
      <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
      <source>%1: %2, %3, %n frame(s)</source>
      <translation>
        <numerusform>%1：%2，%3，%Ln 個影格</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n idle</source>
      <translation>
        <numerusform>%Ln 個閒置</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) without a known price</source>
      <translation>
        <numerusform>%Ln 部機器的價格不明</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n not responding</source>
      <translation>
        <numerusform>%Ln 個沒有回應</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n tag(s)</source>
      <translation>
        <numerusform>%Ln 個標籤</numerusform>
      </translation>
    </message>
    <message>
      <source>Add your own table: a file of prices that the setting fleet_prices of the farm's manager names. Until then, machines without a price are not started where there is a cost cap.</source>
      <translation>請加入自己的價格表：由農場管理程式的設定 fleet_prices 指定的價格檔案。在此之前，若有費用上限，沒有價格的機器不會啟動。</translation>
    </message>
    <message>
      <source>At most %1 an hour</source>
      <translation>每小時最多 %1</translation>
    </message>
    <message>
      <source>Choose machines in the table first.</source>
      <translation>請先在表格中選擇機器。</translation>
    </message>
    <message>
      <source>Choose one machine only.</source>
      <translation>請只選擇一部機器。</translation>
    </message>
    <message numerus="yes">
      <source>Copy %n IP address(es)</source>
      <translation>
        <numerusform>複製 %Ln 個 IP 位址</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Copy %n name(s)</source>
      <translation>
        <numerusform>複製 %Ln 個名稱</numerusform>
      </translation>
    </message>
    <message>
      <source>Cost today</source>
      <translation>今天費用</translation>
    </message>
    <message>
      <source>Hours, minutes and seconds since it was started last</source>
      <translation>自上次啟動以來的時、分、秒</translation>
    </message>
    <message>
      <source>In %1, no price is known for %2.</source>
      <translation>在 %1 沒有 %2 的價格。</translation>
    </message>
    <message>
      <source>It has no tags.</source>
      <translation>它沒有標籤。</translation>
    </message>
    <message>
      <source>Its price is not known.</source>
      <translation>不知道它的價格。</translation>
    </message>
    <message>
      <source>Keep running</source>
      <translation>繼續執行</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名稱</translation>
    </message>
    <message>
      <source>No price is known for %1 (%2).</source>
      <translation>沒有 %1 的價格（%2）。</translation>
    </message>
    <message>
      <source>None of the chosen machines is stopped.</source>
      <translation>所選的機器都沒有停止。</translation>
    </message>
    <message>
      <source>None of the chosen machines runs.</source>
      <translation>所選的機器都沒有在執行。</translation>
    </message>
    <message>
      <source>Not a spot instance</source>
      <translation>不是 Spot 執行個體</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>備註</translation>
    </message>
    <message>
      <source>Only machines of EC2 have a page in the AWS console.</source>
      <translation>只有 EC2 的機器在 AWS 主控台中有頁面。</translation>
    </message>
    <message>
      <source>Open in AWS console</source>
      <translation>在 AWS 主控台中開啟</translation>
    </message>
    <message>
      <source>Pool</source>
      <translation>集區</translation>
    </message>
    <message>
      <source>Price/h</source>
      <translation>每小時價格</translation>
    </message>
    <message>
      <source>Running for</source>
      <translation>已執行</translation>
    </message>
    <message>
      <source>Scaling may stop machines again to keep it.</source>
      <translation>自動調整可能會再停止機器以守住上限。</translation>
    </message>
    <message>
      <source>Spot</source>
      <translation>Spot</translation>
    </message>
    <message>
      <source>Spot instance: it costs less, and its provider may stop it.</source>
      <translation>Spot 執行個體：費用較低，但供應商可能會停止它。</translation>
    </message>
    <message numerus="yes">
      <source>Start %n machine(s)</source>
      <translation>
        <numerusform>啟動 %Ln 部機器</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Start %n machine(s)?</source>
      <translation>
        <numerusform>要啟動 %Ln 部機器嗎？</numerusform>
      </translation>
    </message>
    <message>
      <source>Start nothing</source>
      <translation>不啟動</translation>
    </message>
    <message>
      <source>Started last on %1</source>
      <translation>上次啟動於 %1</translation>
    </message>
    <message>
      <source>State</source>
      <translation>狀態</translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s)</source>
      <translation>
        <numerusform>停止 %Ln 部機器</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) after the current piece?</source>
      <translation>
        <numerusform>要在目前片段完成後停止 %Ln 部機器嗎？</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) after the current piece…</source>
      <translation>
        <numerusform>在目前片段完成後停止 %Ln 部機器…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) now</source>
      <translation>
        <numerusform>立即停止 %Ln 部機器</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) now?</source>
      <translation>
        <numerusform>要立即停止 %Ln 部機器嗎？</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n machine(s) now…</source>
      <translation>
        <numerusform>立即停止 %Ln 部機器…</numerusform>
      </translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>標籤</translation>
    </message>
    <message>
      <source>Tags…</source>
      <translation>標籤…</translation>
    </message>
    <message>
      <source>The farm could not start all that it was asked to: %1</source>
      <translation>農場無法啟動要求的所有機器：%1</translation>
    </message>
    <message>
      <source>The farm could not stop all that it was asked to: %1</source>
      <translation>農場無法停止要求的所有機器：%1</translation>
    </message>
    <message>
      <source>The farm has no machines that can be started and stopped.</source>
      <translation>農場沒有可以啟動與停止的機器。</translation>
    </message>
    <message numerus="yes">
      <source>The farm was asked to start %n machine(s).</source>
      <translation>
        <numerusform>已要求農場啟動 %Ln 部機器。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The farm was asked to stop %n machine(s) after the current piece.</source>
      <translation>
        <numerusform>已要求農場在目前片段完成後停止 %Ln 部機器。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The farm was asked to stop %n machine(s) now.</source>
      <translation>
        <numerusform>已要求農場立即停止 %Ln 部機器。</numerusform>
      </translation>
    </message>
    <message>
      <source>The farm's machines were not seen yet.</source>
      <translation>還沒有看到農場的機器。</translation>
    </message>
    <message>
      <source>Their addresses are not known.</source>
      <translation>不知道它們的位址。</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>類型</translation>
    </message>
    <message>
      <source>US dollars an hour while it runs</source>
      <translation>執行時每小時的美元費用</translation>
    </message>
    <message>
      <source>US dollars since midnight UTC</source>
      <translation>自 UTC 午夜以來的美元費用</translation>
    </message>
    <message numerus="yes">
      <source>Up to %n frame(s) in work are lost and drawn again by others; finished pieces are kept.</source>
      <translation>
        <numerusform>最多會失去 %Ln 個進行中的影格，並由其他工作程序重新繪製；已完成的片段會保留。</numerusform>
      </translation>
    </message>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
    <message>
      <source>Zone</source>
      <translation>區域</translation>
    </message>
    <message>
      <source>as of %1</source>
      <translation>截至 %1</translation>
    </message>
    <message>
      <source>none</source>
      <translation>無</translation>
    </message>
  </context>
  <context>
    <name>MachinesActionsBar</name>
    <message>
      <source>AWS console</source>
      <translation>AWS 主控台</translation>
    </message>
    <message>
      <source>Copy IP address</source>
      <translation>複製 IP 位址</translation>
    </message>
    <message>
      <source>Copy name</source>
      <translation>複製名稱</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>啟動</translation>
    </message>
    <message>
      <source>Stop after the current piece…</source>
      <translation>目前片段後停止…</translation>
    </message>
    <message>
      <source>Stop now…</source>
      <translation>立即停止…</translation>
    </message>
    <message>
      <source>Tags…</source>
      <translation>標籤…</translation>
    </message>
  </context>
  <context>
    <name>MachinesPanel</name>
    <message>
      <source>An admin can change that: the setting fleet of the farm's manager says who provides machines (ec2 or local).</source>
      <translation>管理員可以變更：農場管理程序的設定 fleet 決定由誰提供機器（ec2 或 local）。</translation>
    </message>
    <message>
      <source>Copied: %1</source>
      <translation>已複製：%1</translation>
    </message>
    <message>
      <source>Do what it says, then try again. The list of activities tells more.</source>
      <translation>請依說明處理後再試一次。活動清單有更多資訊。</translation>
    </message>
    <message>
      <source>EC2 instances are the farm's when their tag farmhand:farm is what the setting fleet_farm of its manager says.</source>
      <translation>EC2 執行個體的標籤 farmhand:farm 與管理程序的設定 fleet_farm 相同時，就屬於這個農場。</translation>
    </message>
    <message>
      <source>Looking at the farm's machines…</source>
      <translation>正在查看農場的機器…</translation>
    </message>
    <message>
      <source>No machines were found</source>
      <translation>找不到機器</translation>
    </message>
    <message>
      <source>The farm does not answer. What you see is not up to date.</source>
      <translation>算圖農場沒有回應。你看到的不是最新狀態。</translation>
    </message>
    <message>
      <source>The farm has no machines that can be started and stopped</source>
      <translation>農場沒有可以啟動與停止的機器</translation>
    </message>
    <message>
      <source>The farm has not seen its machines yet</source>
      <translation>農場還沒有看到它的機器</translation>
    </message>
    <message>
      <source>The farm's machines are not known</source>
      <translation>不知道農場的機器</translation>
    </message>
    <message>
      <source>The setting fleet_machines of the farm's manager names them.</source>
      <translation>農場管理程序的設定 fleet_machines 列出它們的名稱。</translation>
    </message>
  </context>
  <context>
    <name>MachinesTable</name>
    <message>
      <source>Machines</source>
      <translation>機器</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Edit</source>
      <translation>編輯</translation>
    </message>
    <message>
      <source>Farm</source>
      <translation>農場</translation>
    </message>
    <message>
      <source>File</source>
      <translation>檔案</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>說明</translation>
    </message>
    <message>
      <source>View</source>
      <translation>檢視</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Dismiss</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
  </context>
  <context>
    <name>Notifications</name>
    <message>
      <source>%1, %2</source>
      <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%Ln 個失敗</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n film(s) done</source>
      <translation>
        <numerusform>%Ln 部影片已完成</numerusform>
      </translation>
    </message>
    <message>
      <source>A render failed</source>
      <translation>算圖失敗</translation>
    </message>
    <message>
      <source>Done with warnings</source>
      <translation>完成但有警告</translation>
    </message>
    <message>
      <source>Machines of the farm had nothing to draw</source>
      <translation>算圖農場的機器沒有內容可繪製</translation>
    </message>
    <message>
      <source>No further machine is started.</source>
      <translation>不再啟動機器。</translation>
    </message>
    <message>
      <source>Renders have ended</source>
      <translation>算圖已結束</translation>
    </message>
    <message>
      <source>Stopped, or about to be: %1</source>
      <translation>已停止或即將停止：%1</translation>
    </message>
    <message>
      <source>The cost limit of the farm is reached</source>
      <translation>算圖農場已達費用上限</translation>
    </message>
    <message>
      <source>Your film is done</source>
      <translation>影片完成了</translation>
    </message>
  </context>
  <context>
    <name>OutputColumn</name>
    <message>
      <source>Add to queue</source>
      <translation>加入佇列</translation>
    </message>
    <message>
      <source>Drawing time: %1, from frames drawn for the preview</source>
      <translation>繪製時間：%1，依預覽繪製的影格估算</translation>
    </message>
    <message>
      <source>File for %1</source>
      <translation>%1 的檔案</translation>
    </message>
    <message>
      <source>Fonts (%1)</source>
      <translation>字型 (%1)</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>輸出</translation>
    </message>
    <message>
      <source>Render</source>
      <translation>算圖</translation>
    </message>
  </context>
  <context>
    <name>OutputPanel</name>
    <message numerus="yes">
      <source>%1 × %2 px, %3 fps, %n frame(s)</source>
      <translation>
        <numerusform>%1 × %2 像素，%3 fps，%Ln 個影格</numerusform>
      </translation>
    </message>
    <message>
      <source>After Effects</source>
      <translation>After Effects</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自動</translation>
    </message>
    <message>
      <source>Automatic takes After Effects. The preview is always drawn by Farmhand itself.</source>
      <translation>自動會使用 After Effects；預覽一律由 Farmhand 自行繪製。</translation>
    </message>
    <message>
      <source>Built-in renderer</source>
      <translation>內建算圖引擎</translation>
    </message>
    <message>
      <source>Choose a job to see what it makes.</source>
      <translation>選擇工作以查看它的成品。</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選擇…</translation>
    </message>
    <message>
      <source>Drawn by</source>
      <translation>繪製引擎</translation>
    </message>
    <message>
      <source>Fields in braces stand for what they name: {template}, {comp}, {row}, or the name of a field.</source>
      <translation>大括號中的名稱會換成對應內容：{template}、{comp}、{row}，或欄位的名稱。</translation>
    </message>
    <message>
      <source>File name</source>
      <translation>檔名</translation>
    </message>
    <message>
      <source>Films are drawn by Farmhand itself. After Effects is not available on this computer.</source>
      <translation>影片由 Farmhand 自行繪製。這部電腦上無法使用 After Effects。</translation>
    </message>
    <message>
      <source>Films of a farm go to its own results.</source>
      <translation>農場的影片會存到農場自己的成品位置。</translation>
    </message>
    <message>
      <source>First frame</source>
      <translation>第一個影格</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>資料夾</translation>
    </message>
    <message>
      <source>Folder for films</source>
      <translation>影片資料夾</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>格式</translation>
    </message>
    <message>
      <source>From … to …</source>
      <translation>從…到…</translation>
    </message>
    <message>
      <source>Go on with a substitute</source>
      <translation>以替代項目繼續</translation>
    </message>
    <message>
      <source>Last frame</source>
      <translation>最後一個影格</translation>
    </message>
    <message>
      <source>Looking whether the film is still there…</source>
      <translation>正在確認影片是否還在…</translation>
    </message>
    <message>
      <source>Music</source>
      <translation>音樂</translation>
    </message>
    <message>
      <source>Music (%1)</source>
      <translation>音樂 (%1)</translation>
    </message>
    <message>
      <source>Music for films</source>
      <translation>影片音樂</translation>
    </message>
    <message>
      <source>No music</source>
      <translation>沒有音樂</translation>
    </message>
    <message>
      <source>Play result</source>
      <translation>播放成品</translation>
    </message>
    <message>
      <source>Range</source>
      <translation>範圍</translation>
    </message>
    <message>
      <source>Render again</source>
      <translation>再次算圖</translation>
    </message>
    <message>
      <source>Rendered on</source>
      <translation>算圖位置</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Stop before rendering</source>
      <translation>在算圖前停止</translation>
    </message>
    <message>
      <source>The film is not there yet.</source>
      <translation>影片尚未產生。</translation>
    </message>
    <message>
      <source>The film is there, opens, and is as long as it was made.</source>
      <translation>影片在原位、可以開啟，長度也與製作時相同。</translation>
    </message>
    <message>
      <source>The film is with the farm. Play and Show in folder bring it here.</source>
      <translation>影片在農場上。「播放」與「在資料夾中顯示」會把它取回這裡。</translation>
    </message>
    <message>
      <source>This frame</source>
      <translation>這個影格</translation>
    </message>
    <message>
      <source>When something is missing</source>
      <translation>缺少項目時</translation>
    </message>
    <message>
      <source>Whole composition</source>
      <translation>整個合成</translation>
    </message>
    <message>
      <source>Work area</source>
      <translation>工作區域</translation>
    </message>
    <message>
      <source>“%1” is no music. Drop a file such as .mp3, .m4a or .wav.</source>
      <translation>「%1」不是音樂。請拖放 .mp3、.m4a 或 .wav 之類的檔案。</translation>
    </message>
    <message>
      <source>“%1” is not a folder. Drop the folder that films are to go to.</source>
      <translation>「%1」不是資料夾。請拖放影片要存放的資料夾。</translation>
    </message>
  </context>
  <context>
    <name>PhotoEditor</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Crop</source>
      <translation>裁切</translation>
    </message>
    <message>
      <source>Drag the frame or its corners. Arrow keys move it, plus and minus change its size.</source>
      <translation>拖曳外框或四角。方向鍵可移動，加號與減號可改變大小。</translation>
    </message>
    <message>
      <source>Drag the point that must stay in sight, or move it with the arrow keys.</source>
      <translation>拖曳必須保持可見的點，或用方向鍵移動。</translation>
    </message>
    <message>
      <source>Fill</source>
      <translation>填滿</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>符合</translation>
    </message>
    <message>
      <source>Photo for %1</source>
      <translation>%1 的照片</translation>
    </message>
    <message>
      <source>Start over</source>
      <translation>重新開始</translation>
    </message>
    <message>
      <source>The whole photo shows; what is left of its place stays transparent.</source>
      <translation>顯示整張照片；位置中剩下的部分保持透明。</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
  </context>
  <context>
    <name>PhotoField</name>
    <message>
      <source>Adjust…</source>
      <translation>調整…</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選擇…</translation>
    </message>
    <message>
      <source>Click to choose a photo, or drop one here</source>
      <translation>按一下以選擇照片，或拖放到這裡</translation>
    </message>
    <message>
      <source>Crop</source>
      <translation>裁切</translation>
    </message>
    <message>
      <source>Fill</source>
      <translation>填滿</translation>
    </message>
    <message>
      <source>Fill the place and cut the rest</source>
      <translation>填滿位置並裁掉其餘部分</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>符合</translation>
    </message>
    <message>
      <source>Photo for %1</source>
      <translation>%1 的照片</translation>
    </message>
    <message>
      <source>Photo: %1 × %2 px</source>
      <translation>照片：%1 × %2 像素</translation>
    </message>
    <message>
      <source>Place: %1 × %2 px</source>
      <translation>位置：%1 × %2 像素</translation>
    </message>
    <message>
      <source>Show a part of the photo</source>
      <translation>顯示照片的一部分</translation>
    </message>
    <message>
      <source>Show the whole photo</source>
      <translation>顯示整張照片</translation>
    </message>
    <message>
      <source>The template’s own picture is missing.</source>
      <translation>範本本身的圖片遺失了。</translation>
    </message>
    <message>
      <source>The template’s own.</source>
      <translation>範本原有的。</translation>
    </message>
  </context>
  <context>
    <name>PhotoStage</name>
    <message>
      <source>Photo: arrow keys move what is shown, plus and minus change a crop's size</source>
      <translation>照片：方向鍵移動顯示範圍，加號與減號改變裁切大小</translation>
    </message>
  </context>
  <context>
    <name>Pieces</name>
    <message>
      <source>Attempt</source>
      <translation>嘗試</translation>
    </message>
    <message>
      <source>Elapsed</source>
      <translation>已經過</translation>
    </message>
    <message>
      <source>Frames</source>
      <translation>影格</translation>
    </message>
    <message>
      <source>Last message</source>
      <translation>最後訊息</translation>
    </message>
    <message>
      <source>Started</source>
      <translation>開始時間</translation>
    </message>
    <message>
      <source>State</source>
      <translation>狀態</translation>
    </message>
    <message>
      <source>Worker</source>
      <translation>工作程序</translation>
    </message>
  </context>
  <context>
    <name>PiecesTable</name>
    <message>
      <source>Tasks</source>
      <translation>任務</translation>
    </message>
  </context>
  <context>
    <name>PlaceBox</name>
    <message>
      <source>Connect a farm…</source>
      <translation>連接算圖農場…</translation>
    </message>
    <message>
      <source>Films go to the farm's results; Play and Show in folder bring them here.</source>
      <translation>影片會存到農場的成品位置；「播放」與「在資料夾中顯示」會把它取回這裡。</translation>
    </message>
    <message>
      <source>Rendered on</source>
      <translation>算圖位置</translation>
    </message>
  </context>
  <context>
    <name>Places</name>
    <message>
      <source>Connecting…</source>
      <translation>連線中…</translation>
    </message>
    <message>
      <source>Farm “%1”</source>
      <translation>農場「%1」</translation>
    </message>
    <message>
      <source>No connection since %1.</source>
      <translation>自 %1 起沒有連線。</translation>
    </message>
    <message>
      <source>Renders run here.</source>
      <translation>在這裡算圖。</translation>
    </message>
    <message>
      <source>Renders run here. Connected.</source>
      <translation>在這裡算圖。已連線。</translation>
    </message>
    <message>
      <source>This computer</source>
      <translation>這部電腦</translation>
    </message>
  </context>
  <context>
    <name>Preflight</name>
    <message>
      <source>%1 (%2)</source>
      <translation>%1（%2）</translation>
    </message>
    <message numerus="yes">
      <source>%n field(s) as in the template: %1</source>
      <translation>
        <numerusform>%Ln 個欄位維持範本內容：%1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n thing(s) to settle</source>
      <translation>
        <numerusform>%Ln 件事待處理</numerusform>
      </translation>
    </message>
    <message>
      <source>An expression decides “%1”, so your text may not show.</source>
      <translation>「%1」由表達式決定，所以你的文字可能不會出現。</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>檢查中…</translation>
    </message>
    <message>
      <source>Films cannot go to %1: a file is in the way.</source>
      <translation>影片無法存到 %1：有同名檔案擋住。</translation>
    </message>
    <message>
      <source>Not drawn exactly: %1</source>
      <translation>無法精確繪製：%1</translation>
    </message>
    <message>
      <source>Only %2 are free on the disk of %1.</source>
      <translation>%1 所在的磁碟只剩 %2 可用。</translation>
    </message>
    <message>
      <source>Ready to render</source>
      <translation>可以算圖</translation>
    </message>
    <message numerus="yes">
      <source>Ready, with %n remark(s)</source>
      <translation>
        <numerusform>可以算圖，有 %Ln 則備註</numerusform>
      </translation>
    </message>
    <message>
      <source>The file %1 is missing.</source>
      <translation>缺少檔案 %1。</translation>
    </message>
    <message>
      <source>The font %1 is missing.</source>
      <translation>缺少字型 %1。</translation>
    </message>
    <message>
      <source>“%1” does not fit: %2.</source>
      <translation>「%1」放不下：%2。</translation>
    </message>
    <message>
      <source>“%1” is empty.</source>
      <translation>「%1」是空的。</translation>
    </message>
  </context>
  <context>
    <name>PreflightList</name>
    <message>
      <source>Choose file…</source>
      <translation>選擇檔案…</translation>
    </message>
    <message>
      <source>Choose folder…</source>
      <translation>選擇資料夾…</translation>
    </message>
    <message>
      <source>Choose font file…</source>
      <translation>選擇字型檔…</translation>
    </message>
    <message>
      <source>Choose music…</source>
      <translation>選擇音樂…</translation>
    </message>
    <message>
      <source>Must be settled: %1</source>
      <translation>必須處理：%1</translation>
    </message>
    <message>
      <source>Note: %1</source>
      <translation>附註：%1</translation>
    </message>
    <message>
      <source>Remark: %1</source>
      <translation>備註：%1</translation>
    </message>
    <message numerus="yes">
      <source>Show %n more</source>
      <translation>
        <numerusform>再顯示 %Ln 項</numerusform>
      </translation>
    </message>
    <message>
      <source>Show fewer</source>
      <translation>顯示較少</translation>
    </message>
    <message>
      <source>Show field</source>
      <translation>顯示欄位</translation>
    </message>
    <message>
      <source>Substitute</source>
      <translation>替代</translation>
    </message>
    <message>
      <source>Substitute all</source>
      <translation>全部替代</translation>
    </message>
  </context>
  <context>
    <name>PreviewCanvas</name>
    <message>
      <source>Preview</source>
      <translation>預覽</translation>
    </message>
  </context>
  <context>
    <name>PreviewPane</name>
    <message>
      <source>Before</source>
      <translation>之前</translation>
    </message>
    <message>
      <source>Before and after</source>
      <translation>前後對照</translation>
    </message>
    <message>
      <source>Before and after side by side</source>
      <translation>前後並排對照</translation>
    </message>
    <message>
      <source>Black</source>
      <translation>黑色</translation>
    </message>
    <message>
      <source>Checkerboard</source>
      <translation>棋盤格</translation>
    </message>
    <message>
      <source>Dark grey</source>
      <translation>深灰色</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>符合</translation>
    </message>
    <message>
      <source>Full</source>
      <translation>完整</translation>
    </message>
    <message>
      <source>Half</source>
      <translation>二分之一</translation>
    </message>
    <message>
      <source>Mid grey</source>
      <translation>中灰色</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Preview size</source>
      <translation>預覽大小</translation>
    </message>
    <message>
      <source>Quarter</source>
      <translation>四分之一</translation>
    </message>
    <message>
      <source>Safe areas</source>
      <translation>安全框</translation>
    </message>
    <message>
      <source>Surround</source>
      <translation>周圍顏色</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>Updating…</source>
      <translation>更新中…</translation>
    </message>
    <message>
      <source>Zoom</source>
      <translation>縮放</translation>
    </message>
  </context>
  <context>
    <name>PriorityDialog</name>
    <message>
      <source>Exactly (0 to 100)</source>
      <translation>精確值（0 到 100）</translation>
    </message>
    <message>
      <source>High</source>
      <translation>高</translation>
    </message>
    <message>
      <source>Jobs of a higher priority are rendered first.</source>
      <translation>優先順序較高的工作會先算圖。</translation>
    </message>
    <message>
      <source>Keep as it is</source>
      <translation>維持不變</translation>
    </message>
    <message>
      <source>Low</source>
      <translation>低</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>一般</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>優先順序</translation>
    </message>
    <message numerus="yes">
      <source>Priority of %n jobs</source>
      <translation>
        <numerusform>%Ln 個工作的優先順序</numerusform>
      </translation>
    </message>
    <message>
      <source>Set priority</source>
      <translation>設定優先順序</translation>
    </message>
    <message>
      <source>Urgent</source>
      <translation>緊急</translation>
    </message>
  </context>
  <context>
    <name>QueueActions</name>
    <message>
      <source>%1 – the films that are there are replaced once the new ones are done.</source>
      <translation>%1 – 新影片完成後會取代現有的影片。</translation>
    </message>
    <message numerus="yes">
      <source>Cancel %n jobs</source>
      <translation>
        <numerusform>取消 %Ln 個工作</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Cancel %n jobs?</source>
      <translation>
        <numerusform>要取消 %Ln 個工作嗎？</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Details of %n jobs were copied.</source>
      <translation>
        <numerusform>已複製 %Ln 個工作的詳細資料。</numerusform>
      </translation>
    </message>
    <message>
      <source>Duplicating jobs</source>
      <translation>正在複製工作</translation>
    </message>
    <message>
      <source>Keep rendering</source>
      <translation>繼續算圖</translation>
    </message>
    <message>
      <source>Keep the films</source>
      <translation>保留影片</translation>
    </message>
    <message>
      <source>Opening the template</source>
      <translation>正在開啟範本</translation>
    </message>
    <message>
      <source>Queueing jobs</source>
      <translation>正在把工作加入佇列</translation>
    </message>
    <message numerus="yes">
      <source>Render %n jobs again?</source>
      <translation>
        <numerusform>要再次算圖 %Ln 個工作嗎？</numerusform>
      </translation>
    </message>
    <message>
      <source>Render again</source>
      <translation>再次算圖</translation>
    </message>
    <message>
      <source>The farm does not answer. What you see is not up to date.</source>
      <translation>算圖農場沒有回應。你看到的不是最新狀態。</translation>
    </message>
  </context>
  <context>
    <name>QueueActionsBar</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暫停</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>繼續</translation>
    </message>
    <message>
      <source>Retry</source>
      <translation>重試</translation>
    </message>
  </context>
  <context>
    <name>QueueFilter</name>
    <message>
      <source>%1 of %2 jobs</source>
      <translation>%1 個工作，共 %2 個</translation>
    </message>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%Ln 個工作</numerusform>
      </translation>
    </message>
    <message>
      <source>All jobs</source>
      <translation>所有工作</translation>
    </message>
    <message>
      <source>All words must be found; -word must not. state:failed, owner:me, tmpl:name, batch:name and ended:today look at one thing only.</source>
      <translation>必須包含所有字詞；-字詞 表示不可包含。state:failed、owner:me、tmpl:名稱、batch:名稱 與 ended:today 只比對單一項目。</translation>
    </message>
    <message>
      <source>Failed today</source>
      <translation>今天失敗的</translation>
    </message>
    <message>
      <source>Filter jobs</source>
      <translation>篩選工作</translation>
    </message>
    <message>
      <source>Forget this view</source>
      <translation>忘記這個檢視</translation>
    </message>
    <message>
      <source>Keep this filter as a view</source>
      <translation>把這個篩選存成檢視</translation>
    </message>
    <message>
      <source>Mine</source>
      <translation>我的</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>進行中</translation>
    </message>
    <message>
      <source>Saved views</source>
      <translation>儲存的檢視</translation>
    </message>
    <message>
      <source>Views</source>
      <translation>檢視</translation>
    </message>
  </context>
  <context>
    <name>QueuePage</name>
    <message>
      <source>Clear filter</source>
      <translation>清除篩選</translation>
    </message>
    <message>
      <source>Columns</source>
      <translation>欄</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細資料</translation>
    </message>
    <message>
      <source>Details below the jobs</source>
      <translation>詳細資料在工作下方</translation>
    </message>
    <message>
      <source>Details beside the jobs</source>
      <translation>詳細資料在工作旁邊</translation>
    </message>
    <message numerus="yes">
      <source>It is asked again in %n seconds.</source>
      <translation>
        <numerusform>%Ln 秒後會再次詢問。</numerusform>
      </translation>
    </message>
    <message>
      <source>It is asked again now.</source>
      <translation>正在再次詢問。</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>記錄</translation>
    </message>
    <message>
      <source>Looking at the jobs of earlier runs…</source>
      <translation>正在查看先前的工作…</translation>
    </message>
    <message>
      <source>Make many from a spreadsheet</source>
      <translation>用試算表大量製作</translation>
    </message>
    <message>
      <source>No job matches %1</source>
      <translation>沒有工作符合 %1</translation>
    </message>
    <message>
      <source>Nothing is lost: what was queued stays queued, and films that are done stay where they are.</source>
      <translation>沒有遺失任何東西：排入佇列的工作仍在佇列中，完成的影片也仍在原處。</translation>
    </message>
    <message>
      <source>Nothing queued. Rendered videos appear here.</source>
      <translation>佇列是空的。算圖完成的影片會出現在這裡。</translation>
    </message>
    <message>
      <source>Open a template</source>
      <translation>開啟範本</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>輸出</translation>
    </message>
    <message>
      <source>Overview</source>
      <translation>概觀</translation>
    </message>
    <message>
      <source>Panels</source>
      <translation>面板</translation>
    </message>
    <message>
      <source>Settings used</source>
      <translation>使用的設定</translation>
    </message>
    <message>
      <source>Tasks</source>
      <translation>任務</translation>
    </message>
    <message>
      <source>The jobs are shown as of %1.</source>
      <translation>顯示的是 %1 時的工作狀態。</translation>
    </message>
    <message>
      <source>The jobs cannot be shown yet.</source>
      <translation>還無法顯示工作。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>Try now</source>
      <translation>立即嘗試</translation>
    </message>
  </context>
  <context>
    <name>QueueRemoval</name>
    <message numerus="yes">
      <source>%n jobs were removed from the list.</source>
      <translation>
        <numerusform>已從清單移除 %Ln 個工作。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n jobs were removed from the list. Their films stay.</source>
      <translation>
        <numerusform>已從清單移除 %Ln 個工作。影片會保留。</numerusform>
      </translation>
    </message>
    <message>
      <source>“%1” was removed from the list.</source>
      <translation>「%1」已從清單移除。</translation>
    </message>
    <message>
      <source>“%1” was removed from the list. Its film stays.</source>
      <translation>「%1」已從清單移除。影片會保留。</translation>
    </message>
  </context>
  <context>
    <name>ResetRow</name>
    <message>
      <source>All settings, shortcuts and layouts are lost. Jobs, films and recent templates stay.</source>
      <translation>所有設定、快速鍵與版面配置都會遺失。工作、影片與最近的範本會保留。</translation>
    </message>
    <message>
      <source>All settings, shortcuts and layouts as they were shipped. Jobs and films stay.</source>
      <translation>所有設定、快速鍵與版面配置都回到出廠狀態。工作與影片會保留。</translation>
    </message>
    <message>
      <source>Begin anew</source>
      <translation>重新開始</translation>
    </message>
    <message>
      <source>Keep them</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Reset everything</source>
      <translation>全部重設</translation>
    </message>
    <message>
      <source>Reset everything?</source>
      <translation>要全部重設嗎？</translation>
    </message>
    <message>
      <source>Reset everything…</source>
      <translation>全部重設…</translation>
    </message>
  </context>
  <context>
    <name>Routes</name>
    <message>
      <source>A link was not followed: links to Farmhand can only show a job.</source>
      <translation>未開啟連結：Farmhand 的連結只能用來顯示工作。</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>捨棄</translation>
    </message>
    <message>
      <source>Farmhand ended unexpectedly. Open %1 with what you had typed?</source>
      <translation>Farmhand 意外結束。要開啟 %1 與你先前輸入的內容嗎？</translation>
    </message>
    <message>
      <source>Go on with %1, with what you had typed?</source>
      <translation>要繼續編輯 %1 與你先前輸入的內容嗎？</translation>
    </message>
    <message>
      <source>No file manager was found. The file is %1.</source>
      <translation>找不到檔案管理程式。檔案位於 %1。</translation>
    </message>
    <message>
      <source>No program was found that plays “%1”.</source>
      <translation>找不到可以播放「%1」的程式。</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>開啟</translation>
    </message>
    <message>
      <source>Open settings</source>
      <translation>開啟設定</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>還原</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Templates and spreadsheets</source>
      <translation>範本與試算表</translation>
    </message>
    <message>
      <source>what was open</source>
      <translation>先前開啟的內容</translation>
    </message>
    <message>
      <source>“%1” cannot be opened. Farmhand opens .aep, .aepx, .aet, .zip and .csv files.</source>
      <translation>無法開啟「%1」。Farmhand 可開啟 .aep、.aepx、.aet、.zip 與 .csv 檔。</translation>
    </message>
    <message>
      <source>“%1” was opened. Farmhand opens one file at a time.</source>
      <translation>已開啟「%1」。Farmhand 一次開啟一個檔案。</translation>
    </message>
  </context>
  <context>
    <name>Samples</name>
    <message>
      <source>Greeting</source>
      <translation>賀卡</translation>
    </message>
    <message>
      <source>Lower third</source>
      <translation>下三分之一字幕</translation>
    </message>
    <message>
      <source>Story</source>
      <translation>限時動態</translation>
    </message>
  </context>
  <context>
    <name>Scaling</name>
    <message numerus="yes">
      <source>%1 %2–%3, at least %n machine(s)</source>
      <translation>
        <numerusform>%1 %2–%3，至少 %Ln 部機器</numerusform>
      </translation>
    </message>
    <message>
      <source>All drawn within</source>
      <translation>全部繪製完成時間</translation>
    </message>
    <message>
      <source>Cap per day</source>
      <translation>每日上限</translation>
    </message>
    <message>
      <source>Cap per hour</source>
      <translation>每小時上限</translation>
    </message>
    <message>
      <source>Done by</source>
      <translation>完成期限</translation>
    </message>
    <message>
      <source>Kept warm for</source>
      <translation>保持開機時間</translation>
    </message>
    <message>
      <source>Least machines</source>
      <translation>最少機器數</translation>
    </message>
    <message>
      <source>Machines kept warm</source>
      <translation>保持開機的機器</translation>
    </message>
    <message>
      <source>Most machines</source>
      <translation>最多機器數</translation>
    </message>
    <message>
      <source>Only write down (dry run)</source>
      <translation>只記錄（試行）</translation>
    </message>
    <message>
      <source>Scale by itself</source>
      <translation>自動調整</translation>
    </message>
    <message>
      <source>Schedules</source>
      <translation>排程</translation>
    </message>
    <message>
      <source>Stop when idle for</source>
      <translation>閒置多久後停止</translation>
    </message>
    <message>
      <source>daily</source>
      <translation>每天</translation>
    </message>
    <message>
      <source>no cap</source>
      <translation>沒有上限</translation>
    </message>
    <message>
      <source>none</source>
      <translation>無</translation>
    </message>
    <message>
      <source>off</source>
      <translation>關</translation>
    </message>
    <message>
      <source>on</source>
      <translation>開</translation>
    </message>
  </context>
  <context>
    <name>ScalingEffects</name>
    <message>
      <source>%1 is lifted from %2 to %3.</source>
      <translation>%1從 %2 放寬為 %3。</translation>
    </message>
    <message numerus="yes">
      <source>%1 machines run, and at most %2 may: %n of them are stopped at once where they are idle, and after what they hold where they are busy.</source>
      <translation>
        <numerusform>目前有 %1 部機器在執行，最多只能 %2 部：其中 %Ln 部閒置的會立即停止，忙碌的會在完成手上內容後停止。</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 were spent today already, which is at the cap of %2: machines are stopped at once with what they hold.</source>
      <translation>今天已花費 %1，已達上限 %2：機器會連同手上的內容立即停止。</translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) are started, as at least %1 run by it.</source>
      <translation>
        <numerusform>會啟動 %Ln 部機器，因為規則要求至少 %1 部。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) run now and go on running, also when they are idle: nothing stops them any more.</source>
      <translation>
        <numerusform>目前有 %Ln 部機器在執行，閒置時也會繼續執行：不再有機制停止它們。</numerusform>
      </translation>
    </message>
    <message>
      <source>From now on, machines are started and stopped by themselves: %1 to %2 of them.</source>
      <translation>從現在起會自動啟動與停止機器：%1 到 %2 部。</translation>
    </message>
    <message>
      <source>Nothing keeps the caps any more.</source>
      <translation>不再有機制守住上限。</translation>
    </message>
    <message numerus="yes">
      <source>Of the machines that run, up to %n are stopped if they were idle for %1.</source>
      <translation>
        <numerusform>執行中的機器若已閒置 %1，最多會停止 %Ln 部。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Up to %n machine(s) may be started for what waits.</source>
      <translation>
        <numerusform>可能會為等待中的內容啟動最多 %Ln 部機器。</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ScalingPanel</name>
    <message>
      <source>%1 has changed what you are changing.</source>
      <translation>%1 變更了你正在變更的內容。</translation>
    </message>
    <message numerus="yes">
      <source>%1 with %n workers</source>
      <translation>
        <numerusform>%Ln 個工作程序時 %1</numerusform>
      </translation>
    </message>
    <message>
      <source>%1: it was %2, is %3 now, and you want %4.</source>
      <translation>%1：原本是 %2，現在是 %3，你想要 %4。</translation>
    </message>
    <message numerus="yes">
      <source>%n change(s), not applied yet</source>
      <translation>
        <numerusform>%Ln 項變更尚未套用</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n machine(s) run now.</source>
      <translation>
        <numerusform>目前有 %Ln 部機器在執行。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n value(s) need attention</source>
      <translation>
        <numerusform>%Ln 個值需要注意</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n worker(s) are there now</source>
      <translation>
        <numerusform>目前有 %Ln 個工作程序</numerusform>
      </translation>
    </message>
    <message>
      <source>A machine that drew nothing for so long is stopped.</source>
      <translation>這麼久沒有繪製任何內容的機器會停止。</translation>
    </message>
    <message>
      <source>Apply</source>
      <translation>套用</translation>
    </message>
    <message numerus="yes">
      <source>Apply %n change(s)</source>
      <translation>
        <numerusform>套用 %Ln 項變更</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Apply %n change(s) of the scaling policy?</source>
      <translation>
        <numerusform>要套用自動調整規則的 %Ln 項變更嗎？</numerusform>
      </translation>
    </message>
    <message>
      <source>At these times at least so many machines run.</source>
      <translation>在這些時間至少有這麼多機器在執行。</translation>
    </message>
    <message>
      <source>Changed; it was %1.</source>
      <translation>已變更；原本是 %1。</translation>
    </message>
    <message>
      <source>Choose first what is to hold of what somebody else has changed.</source>
      <translation>請先決定其他人變更的內容要以哪一個為準。</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>捨棄</translation>
    </message>
    <message>
      <source>In US dollars, by list prices; empty: no cap. Hours and days are those of UTC.</source>
      <translation>以美元定價計算；留空表示沒有上限。小時與日期以 UTC 為準。</translation>
    </message>
    <message>
      <source>In local time. It takes the place of the time within which all is to be drawn.</source>
      <translation>以當地時間計。它會取代全部繪製完成的時間。</translation>
    </message>
    <message>
      <source>Keep editing</source>
      <translation>繼續編輯</translation>
    </message>
    <message>
      <source>Keep mine</source>
      <translation>保留我的</translation>
    </message>
    <message>
      <source>Looking at the farm’s machines…</source>
      <translation>正在查看農場的機器…</translation>
    </message>
    <message>
      <source>Machines are started until what is left is predicted to be drawn within this time.</source>
      <translation>會啟動機器，直到預測剩下的內容能在這段時間內繪製完成。</translation>
    </message>
    <message>
      <source>Nothing waits to be drawn.</source>
      <translation>沒有等待繪製的內容。</translation>
    </message>
    <message>
      <source>Of machines above it, idle ones are stopped and busy ones drained.</source>
      <translation>超過這個數量時，閒置的機器會停止，忙碌的會排空。</translation>
    </message>
    <message>
      <source>See what is wrong first.</source>
      <translation>請先看看哪裡有誤。</translation>
    </message>
    <message>
      <source>So long machines that are kept warm stay on.</source>
      <translation>保持開機的機器會開著這麼久。</translation>
    </message>
    <message>
      <source>So many run, whether there is work or not.</source>
      <translation>無論有沒有工作，都有這麼多部在執行。</translation>
    </message>
    <message>
      <source>So many stay on for a while after they drew last.</source>
      <translation>最後一次繪製後，有這麼多部會再開著一段時間。</translation>
    </message>
    <message>
      <source>Somebody else has changed what you are changing.</source>
      <translation>其他人變更了你正在變更的內容。</translation>
    </message>
    <message>
      <source>Take theirs</source>
      <translation>採用對方的</translation>
    </message>
    <message>
      <source>That is past, so that it does not count any more.</source>
      <translation>這個時間已過，不再計入。</translation>
    </message>
    <message>
      <source>That is past. Give a time that is to come.</source>
      <translation>這個時間已過。請給一個未來的時間。</translation>
    </message>
    <message>
      <source>The farm does not answer.</source>
      <translation>算圖農場沒有回應。</translation>
    </message>
    <message>
      <source>The farm does not answer. What you see is as of %1; what you changed is kept.</source>
      <translation>算圖農場沒有回應。你看到的是 %1 的狀態；你變更的內容會保留。</translation>
    </message>
    <message numerus="yes">
      <source>The farm has %n machine(s).</source>
      <translation>
        <numerusform>農場有 %Ln 部機器。</numerusform>
      </translation>
    </message>
    <message>
      <source>The farm starts and stops machines by these rules. Off: people do.</source>
      <translation>農場會依這些規則啟動與停止機器。關閉時由人操作。</translation>
    </message>
    <message>
      <source>The scaling policy is in force.</source>
      <translation>自動調整規則已生效。</translation>
    </message>
    <message>
      <source>This farm has no machines that can be started and stopped. The setting “fleet” of its manager says where they are.</source>
      <translation>這個農場沒有可以啟動與停止的機器。管理程序的設定「fleet」說明它們在哪裡。</translation>
    </message>
    <message>
      <source>This is no number that fits here.</source>
      <translation>這不是適合這裡的數字。</translation>
    </message>
    <message>
      <source>What waits: %1</source>
      <translation>等待中的內容：%1</translation>
    </message>
    <message>
      <source>What waits: measuring…</source>
      <translation>等待中的內容：估算中…</translation>
    </message>
    <message>
      <source>What would be done is only written into the activities: read them for a day before it acts.</source>
      <translation>會做的事只寫入活動：實際執行前請先看一天。</translation>
    </message>
    <message numerus="yes">
      <source>Without a cap, %n machine(s) may cost %1 per hour for as long as they run.</source>
      <translation>
        <numerusform>沒有上限時，%Ln 部機器在執行期間每小時可能花費 %1。</numerusform>
      </translation>
    </message>
    <message>
      <source>You render on this computer. Connect a farm to use more machines.</source>
      <translation>你在這部電腦上算圖。連接算圖農場即可使用更多機器。</translation>
    </message>
    <message>
      <source>Your changes are being applied…</source>
      <translation>正在套用你的變更…</translation>
    </message>
    <message>
      <source>min</source>
      <translation>分鐘</translation>
    </message>
    <message>
      <source>no cap</source>
      <translation>沒有上限</translation>
    </message>
  </context>
  <context>
    <name>ScalingProblems</name>
    <message>
      <source>A schedule has no days.</source>
      <translation>有一個排程沒有選擇日期。</translation>
    </message>
    <message>
      <source>A schedule makes no sense.</source>
      <translation>有一個排程不合理。</translation>
    </message>
    <message>
      <source>A schedule wants %1 machines, and the maximum is %2.</source>
      <translation>有一個排程要 %1 部機器，而最多為 %2 部。</translation>
    </message>
    <message>
      <source>At most %1 are kept.</source>
      <translation>最多保留 %1 個。</translation>
    </message>
    <message>
      <source>Give a number from %1 to %2.</source>
      <translation>請輸入 %1 到 %2 的數字。</translation>
    </message>
    <message>
      <source>The minimum, %1, is above the maximum, %2.</source>
      <translation>最少數 %1 大於最多數 %2。</translation>
    </message>
    <message>
      <source>There are %1 schedules.</source>
      <translation>有 %1 個排程。</translation>
    </message>
  </context>
  <context>
    <name>ScheduleEditor</name>
    <message>
      <source>At least</source>
      <translation>至少</translation>
    </message>
    <message>
      <source>At least so many machines</source>
      <translation>至少這麼多部機器</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Choose at least one day.</source>
      <translation>請至少選擇一天。</translation>
    </message>
    <message>
      <source>From</source>
      <translation>從</translation>
    </message>
    <message>
      <source>Give a number of machines, 1 or more.</source>
      <translation>請輸入機器數，1 以上。</translation>
    </message>
    <message>
      <source>Give times as 08:00.</source>
      <translation>請以 08:00 的格式輸入時間。</translation>
    </message>
    <message>
      <source>To</source>
      <translation>到</translation>
    </message>
    <message>
      <source>Use schedule</source>
      <translation>使用排程</translation>
    </message>
    <message>
      <source>machines</source>
      <translation>部機器</translation>
    </message>
  </context>
  <context>
    <name>SchedulesValue</name>
    <message>
      <source>Add a schedule…</source>
      <translation>新增排程…</translation>
    </message>
    <message>
      <source>Edit “%1”</source>
      <translation>編輯「%1」</translation>
    </message>
    <message>
      <source>Remove “%1”</source>
      <translation>移除「%1」</translation>
    </message>
    <message>
      <source>They are kept in UTC: when the clocks here are changed, they are an hour earlier or later.</source>
      <translation>以 UTC 儲存：當地調整時鐘時，會早或晚一個小時。</translation>
    </message>
    <message>
      <source>Times of %1</source>
      <translation>時間以 %1 為準</translation>
    </message>
    <message>
      <source>Where schedules overlap, the larger number counts.</source>
      <translation>排程重疊時，以較大的數字為準。</translation>
    </message>
  </context>
  <context>
    <name>Section</name>
    <message>
      <source>Restore defaults</source>
      <translation>還原預設值</translation>
    </message>
    <message numerus="yes">
      <source>Show %n more</source>
      <translation>
        <numerusform>再顯示 %Ln 項</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Sessions</name>
    <message>
      <source>“%1” cannot be opened as it was.</source>
      <translation>無法照原樣開啟「%1」。</translation>
    </message>
  </context>
  <context>
    <name>SettingRow</name>
    <message>
      <source>Automatic (%1)</source>
      <translation>自動（%1）</translation>
    </message>
    <message>
      <source>Decided by the environment variable %1.</source>
      <translation>由環境變數 %1 決定。</translation>
    </message>
    <message>
      <source>Restore default</source>
      <translation>還原預設值</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>A claim that was not renewed for this long is forgotten.</source>
      <translation>超過這段時間沒有更新的認領會被忘記。</translation>
    </message>
    <message>
      <source>A folder for finished films; without it, the folder films in the storage.</source>
      <translation>完成影片的資料夾；未設定時為儲存空間中的 films 資料夾。</translation>
    </message>
    <message>
      <source>A job failed</source>
      <translation>工作失敗</translation>
    </message>
    <message>
      <source>A job fails when the same piece was lost this often without the job being to blame.</source>
      <translation>同一個片段在非工作本身原因下遺失這麼多次時，工作就會失敗。</translation>
    </message>
    <message>
      <source>A job fails when this many different workers have failed the same piece, or when engines were lost in it this often (twice as often while no piece of the job is done).</source>
      <translation>有這麼多個不同的工作程序在同一個片段失敗，或引擎在其中遺失這麼多次時，工作就會失敗（在尚無任何片段完成前為兩倍次數）。</translation>
    </message>
    <message>
      <source>A limit of the farm is reached</source>
      <translation>達到農場的限制</translation>
    </message>
    <message>
      <source>A worker that failed this often in a job gets no more of that job, unless it is alone.</source>
      <translation>在某個工作中失敗這麼多次的工作程序不會再分到該工作，除非只有它一個。</translation>
    </message>
    <message>
      <source>AWS profile</source>
      <translation>AWS 設定檔</translation>
    </message>
    <message>
      <source>Advanced</source>
      <translation>進階</translation>
    </message>
    <message>
      <source>After Effects</source>
      <translation>After Effects</translation>
    </message>
    <message>
      <source>After its own link to the broker was down, the manager ends no lease for this long.</source>
      <translation>管理程式與訊息代理的連線中斷後，在這段時間內不會終止任何租約。</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>依系統</translation>
    </message>
    <message>
      <source>Ask</source>
      <translation>詢問</translation>
    </message>
    <message>
      <source>Batch</source>
      <translation>批次</translation>
    </message>
    <message>
      <source>Beat</source>
      <translation>心跳</translation>
    </message>
    <message>
      <source>Black</source>
      <translation>黑色</translation>
    </message>
    <message>
      <source>Broker</source>
      <translation>訊息伺服器</translation>
    </message>
    <message>
      <source>Broker's authority</source>
      <translation>訊息伺服器的憑證授權單位</translation>
    </message>
    <message>
      <source>Checkerboard</source>
      <translation>棋盤格</translation>
    </message>
    <message>
      <source>Compose</source>
      <translation>製作</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Dark grey (#181818)</source>
      <translation>深灰色 (#181818)</translation>
    </message>
    <message>
      <source>English</source>
      <translation>English</translation>
    </message>
    <message>
      <source>FFmpeg</source>
      <translation>FFmpeg</translation>
    </message>
    <message>
      <source>Failures of a piece</source>
      <translation>片段失敗次數</translation>
    </message>
    <message>
      <source>Failures of a worker</source>
      <translation>工作程序失敗次數</translation>
    </message>
    <message>
      <source>Farm</source>
      <translation>算圖農場</translation>
    </message>
    <message>
      <source>File names</source>
      <translation>檔名</translation>
    </message>
    <message>
      <source>Films are done</source>
      <translation>影片完成</translation>
    </message>
    <message>
      <source>First pause after a failure that is not the job's fault; it doubles each time, up to half a minute.</source>
      <translation>發生非工作本身造成的失敗後的第一次暫停時間；每次加倍，最長半分鐘。</translation>
    </message>
    <message>
      <source>Full</source>
      <translation>完整</translation>
    </message>
    <message>
      <source>General</source>
      <translation>一般</translation>
    </message>
    <message>
      <source>Go on with a substitute</source>
      <translation>以替代項目繼續</translation>
    </message>
    <message>
      <source>Half</source>
      <translation>二分之一</translation>
    </message>
    <message>
      <source>High contrast</source>
      <translation>高對比</translation>
    </message>
    <message>
      <source>Home</source>
      <translation>首頁</translation>
    </message>
    <message>
      <source>How long a worker keeps a grant without a beat. At least two beats long.</source>
      <translation>工作程序在沒有心跳時保留核發內容的時間。至少為兩次心跳。</translation>
    </message>
    <message>
      <source>How many frames are drawn at the same time. 0: as many as this computer has cores, and one less in the window while this computer is kept usable.</source>
      <translation>同時繪製的影格數。0：與這部電腦的核心數相同；在讓電腦保持順暢時，視窗會少用一個。</translation>
    </message>
    <message>
      <source>How many jobs are prepared, joined or published at the same time.</source>
      <translation>同時準備、合併或發布的工作數。</translation>
    </message>
    <message>
      <source>How often a worker that holds a grant gives a sign of life.</source>
      <translation>持有核發內容的工作程序多久發出一次存活訊號。</translation>
    </message>
    <message>
      <source>How often an idle worker renews its claim.</source>
      <translation>閒置的工作程序多久更新一次認領。</translation>
    </message>
    <message>
      <source>How often preparing, joining or publishing is tried when the surroundings are to blame.</source>
      <translation>因環境因素失敗時，準備、合併或發布會嘗試幾次。</translation>
    </message>
    <message>
      <source>How often the manager looks for leases that have ended.</source>
      <translation>管理程式多久檢查一次已到期的租約。</translation>
    </message>
    <message>
      <source>Keep both, with a number</source>
      <translation>保留兩者並加上編號</translation>
    </message>
    <message>
      <source>Keep this computer awake</source>
      <translation>讓這部電腦保持喚醒</translation>
    </message>
    <message>
      <source>Keep this computer usable</source>
      <translation>讓這部電腦保持順暢</translation>
    </message>
    <message>
      <source>Keys for S3 among the secrets</source>
      <translation>S3 金鑰保存在機密中</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>語言</translation>
    </message>
    <message>
      <source>Lease</source>
      <translation>租約</translation>
    </message>
    <message>
      <source>Least time between two announcements of a job's progress.</source>
      <translation>兩次公布工作進度之間的最短時間。</translation>
    </message>
    <message>
      <source>Leave out what moves in the window only to be seen moving.</source>
      <translation>省略視窗中只為動態效果而存在的動畫。</translation>
    </message>
    <message>
      <source>Life of claims</source>
      <translation>認領的有效時間</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>淺色</translation>
    </message>
    <message>
      <source>Longest chunk</source>
      <translation>最長區段</translation>
    </message>
    <message>
      <source>Losses of a piece</source>
      <translation>片段遺失次數</translation>
    </message>
    <message>
      <source>MP4 H.264</source>
      <translation>MP4 H.264</translation>
    </message>
    <message>
      <source>Mid grey</source>
      <translation>中灰色</translation>
    </message>
    <message>
      <source>Most pieces that a worker is granted at once. Smaller lets urgent jobs in earlier.</source>
      <translation>工作程序一次最多分到的片段數。較小的值讓緊急工作更早開始。</translation>
    </message>
    <message>
      <source>Notifications</source>
      <translation>通知</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>輸出</translation>
    </message>
    <message>
      <source>Output folder</source>
      <translation>輸出資料夾</translation>
    </message>
    <message>
      <source>Own certificate</source>
      <translation>自己的憑證</translation>
    </message>
    <message>
      <source>Own key</source>
      <translation>自己的金鑰</translation>
    </message>
    <message>
      <source>Owner of the bucket</source>
      <translation>儲存貯體的擁有者</translation>
    </message>
    <message>
      <source>Pattern of the names of the window's films, with fields in braces such as {template}, {row} and {name}; without it, the name column or the template's name.</source>
      <translation>視窗所製作影片的檔名樣式，可用大括號欄位，例如 {template}、{row} 與 {name}；未設定時使用名稱欄或範本名稱。</translation>
    </message>
    <message>
      <source>Pause after a failure</source>
      <translation>失敗後的暫停</translation>
    </message>
    <message>
      <source>Permit a broker on another computer without encryption, so that all in the network could read along.</source>
      <translation>允許未加密連線到其他電腦上的訊息伺服器，網路中的所有人都可能讀到內容。</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>預設集</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>預覽</translation>
    </message>
    <message>
      <source>Preview quality</source>
      <translation>預覽品質</translation>
    </message>
    <message>
      <source>Preview surround</source>
      <translation>預覽周圍顏色</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>進度</translation>
    </message>
    <message>
      <source>Quarter</source>
      <translation>四分之一</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>佇列</translation>
    </message>
    <message>
      <source>QuickTime ProRes 4444 with alpha</source>
      <translation>QuickTime ProRes 4444（含 Alpha）</translation>
    </message>
    <message>
      <source>Reaping</source>
      <translation>回收間隔</translation>
    </message>
    <message>
      <source>Reduce motion</source>
      <translation>減少動態效果</translation>
    </message>
    <message>
      <source>Rendering</source>
      <translation>算圖</translation>
    </message>
    <message>
      <source>Renewal of claims</source>
      <translation>認領更新間隔</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>取代</translation>
    </message>
    <message>
      <source>Rest of the reaper</source>
      <translation>回收的休息時間</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>成品位置</translation>
    </message>
    <message>
      <source>S3 region</source>
      <translation>S3 區域</translation>
    </message>
    <message>
      <source>S3 server</source>
      <translation>S3 伺服器</translation>
    </message>
    <message>
      <source>Size of the window's text, against the usual one.</source>
      <translation>視窗文字相對於一般大小的比例。</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>略過</translation>
    </message>
    <message>
      <source>Something needs me</source>
      <translation>有事需要我處理</translation>
    </message>
    <message>
      <source>Start page</source>
      <translation>起始頁面</translation>
    </message>
    <message>
      <source>Stop before rendering</source>
      <translation>在算圖前停止</translation>
    </message>
    <message>
      <source>Storage</source>
      <translation>儲存空間</translation>
    </message>
    <message>
      <source>Tasks at a time</source>
      <translation>同時處理的任務</translation>
    </message>
    <message>
      <source>Tell when a job has failed.</source>
      <translation>工作失敗時通知。</translation>
    </message>
    <message>
      <source>Tell when a job or a batch is done.</source>
      <translation>工作或批次完成時通知。</translation>
    </message>
    <message>
      <source>Tell when a job or a batch waits for a decision.</source>
      <translation>工作或批次等待決定時通知。</translation>
    </message>
    <message>
      <source>Tell when machines of the farm are stopped, or not started, as they would cost too much, or are idle.</source>
      <translation>農場的機器因費用過高或閒置而停止或未啟動時通知。</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation>文字大小</translation>
    </message>
    <message>
      <source>The AWS account, of 12 digits, that the bucket must belong to.</source>
      <translation>儲存貯體必須屬於的 AWS 帳號（12 位數字）。</translation>
    </message>
    <message>
      <source>The FFmpeg program; without it the one on the PATH is used, else the one that comes along.</source>
      <translation>FFmpeg 程式；未設定時使用 PATH 上的，否則使用隨附的。</translation>
    </message>
    <message>
      <source>The address of an S3 server in the own network; without it, Amazon's.</source>
      <translation>自有網路中 S3 伺服器的位址；未設定時使用 Amazon 的。</translation>
    </message>
    <message>
      <source>The certificate that the broker's own is checked against; without it, the system's authorities.</source>
      <translation>用來驗證訊息伺服器憑證的憑證；未設定時使用系統的憑證授權單位。</translation>
    </message>
    <message>
      <source>The certificate that this computer shows to the broker, where that asks for one.</source>
      <translation>訊息伺服器要求時，這部電腦出示的憑證。</translation>
    </message>
    <message>
      <source>The colours of the window.</source>
      <translation>視窗的顏色。</translation>
    </message>
    <message>
      <source>The farm's RabbitMQ, as amqps://USER@HOST/VHOST. The password is not part of it: it is kept where secrets are kept.</source>
      <translation>農場的 RabbitMQ，寫成 amqps://USER@HOST/VHOST。密碼不在其中：它保存在機密的所在之處。</translation>
    </message>
    <message>
      <source>The keys for S3 are the secrets s3.access_key_id and s3.secret_access_key.</source>
      <translation>S3 的金鑰是機密 s3.access_key_id 與 s3.secret_access_key。</translation>
    </message>
    <message>
      <source>The language of the window.</source>
      <translation>視窗的語言。</translation>
    </message>
    <message>
      <source>The page that the window opens with.</source>
      <translation>視窗開啟時顯示的頁面。</translation>
    </message>
    <message>
      <source>The private key of this computer's certificate.</source>
      <translation>這部電腦憑證的私密金鑰。</translation>
    </message>
    <message>
      <source>The profile of the AWS configuration with the keys for S3; without it, the environment, the default profile, or the role of the instance.</source>
      <translation>AWS 設定中存有 S3 金鑰的設定檔；未設定時使用環境變數、預設設定檔或執行個體的角色。</translation>
    </message>
    <message>
      <source>The region of the bucket; without it, as AWS is configured here.</source>
      <translation>儲存貯體的區域；未設定時依這裡的 AWS 設定。</translation>
    </message>
    <message>
      <source>The size that the preview is drawn in.</source>
      <translation>繪製預覽的大小。</translation>
    </message>
    <message>
      <source>The window's renders give way to other programs, and leave one core to them.</source>
      <translation>視窗的算圖會讓其他程式優先，並留一個核心給它們。</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>佈景主題</translation>
    </message>
    <message>
      <source>Tries of a task</source>
      <translation>任務嘗試次數</translation>
    </message>
    <message>
      <source>Trust the network</source>
      <translation>信任這個網路</translation>
    </message>
    <message>
      <source>What is around the picture in the preview, and behind its transparent parts.</source>
      <translation>預覽中畫面周圍以及透明部分後方的顏色。</translation>
    </message>
    <message>
      <source>What the window does for films whose font, footage or effect is missing or not exact.</source>
      <translation>影片的字型、素材或特效缺少或不精確時，視窗如何處理。</translation>
    </message>
    <message>
      <source>What the window does when a film of that name exists.</source>
      <translation>已有同名影片時，視窗如何處理。</translation>
    </message>
    <message>
      <source>What the window encodes films as.</source>
      <translation>視窗把影片編碼成的格式。</translation>
    </message>
    <message>
      <source>When a film exists</source>
      <translation>影片已存在時</translation>
    </message>
    <message>
      <source>When something is missing</source>
      <translation>缺少項目時</translation>
    </message>
    <message>
      <source>Where After Effects is: its aerender program. Without it the usual places are searched.</source>
      <translation>After Effects 的位置：它的 aerender 程式。未設定時會搜尋常見位置。</translation>
    </message>
    <message>
      <source>Where manager, workers and clients share their files: a folder that all of them see under this path, or s3://BUCKET/PREFIX.</source>
      <translation>管理程式、工作程序與用戶端共用檔案的位置：大家都能以這個路徑看到的資料夾，或 s3://BUCKET/PREFIX。</translation>
    </message>
    <message>
      <source>Where the window puts films; without it, the folder Farmhand among the user's videos.</source>
      <translation>視窗存放影片的位置；未設定時為使用者「影片」中的 Farmhand 資料夾。</translation>
    </message>
    <message>
      <source>While the window renders, this computer does not go to sleep by itself, unless its battery is low.</source>
      <translation>視窗算圖時，這部電腦不會自行進入睡眠，除非電池電量不足。</translation>
    </message>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
    <message>
      <source>percent</source>
      <translation>%</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>秒</translation>
    </message>
    <message>
      <source>繁體中文</source>
      <translation>繁體中文</translation>
    </message>
  </context>
  <context>
    <name>SettingsPage</name>
    <message>
      <source>Farm connection</source>
      <translation>農場連線</translation>
    </message>
    <message>
      <source>No setting matches “%1”.</source>
      <translation>沒有設定符合「%1」。</translation>
    </message>
    <message>
      <source>Pages of the settings</source>
      <translation>設定的頁面</translation>
    </message>
    <message>
      <source>Search settings</source>
      <translation>搜尋設定</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>快速鍵</translation>
    </message>
  </context>
  <context>
    <name>SettingsPanel</name>
    <message>
      <source>Choose a job to see what it was made with.</source>
      <translation>選擇工作以查看它的製作設定。</translation>
    </message>
  </context>
  <context>
    <name>ShortcutRow</name>
    <message>
      <source>%1 is the key of %2.</source>
      <translation>%1 已是 %2 的快速鍵。</translation>
    </message>
    <message>
      <source>Everywhere</source>
      <translation>所有頁面</translation>
    </message>
    <message>
      <source>Restore default</source>
      <translation>還原預設值</translation>
    </message>
    <message>
      <source>Use it here</source>
      <translation>改用在這裡</translation>
    </message>
    <message>
      <source>also %1</source>
      <translation>也可用 %1</translation>
    </message>
  </context>
  <context>
    <name>Shortcuts</name>
    <message>
      <source>Log</source>
      <translation>記錄</translation>
    </message>
  </context>
  <context>
    <name>States</name>
    <message>
      <source>Cancelled</source>
      <translation>已取消</translation>
    </message>
    <message>
      <source>Cancelling</source>
      <translation>取消中</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>Done with warnings</source>
      <translation>完成但有警告</translation>
    </message>
    <message>
      <source>Draining</source>
      <translation>排空中</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>失敗</translation>
    </message>
    <message>
      <source>Gone</source>
      <translation>已不存在</translation>
    </message>
    <message>
      <source>Idle</source>
      <translation>閒置</translation>
    </message>
    <message>
      <source>Joining video</source>
      <translation>合併影片中</translation>
    </message>
    <message>
      <source>Not responding</source>
      <translation>沒有回應</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暫停</translation>
    </message>
    <message>
      <source>Preparing</source>
      <translation>準備中</translation>
    </message>
    <message>
      <source>Queued</source>
      <translation>排隊中</translation>
    </message>
    <message>
      <source>Rendering</source>
      <translation>算圖</translation>
    </message>
    <message>
      <source>Resting</source>
      <translation>休息中</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>進行中</translation>
    </message>
    <message>
      <source>Starting</source>
      <translation>啟動中</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>Stopping</source>
      <translation>停止中</translation>
    </message>
    <message>
      <source>Uploading</source>
      <translation>上傳中</translation>
    </message>
  </context>
  <context>
    <name>Statistics</name>
    <message numerus="yes">
      <source>%1 % less than the %n day(s) before</source>
      <translation>
        <numerusform>比前 %Ln 天少 %1 %</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % less than the %n hour(s) before</source>
      <translation>
        <numerusform>比前 %Ln 小時少 %1 %</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % less than the %n minute(s) before</source>
      <translation>
        <numerusform>比前 %Ln 分鐘少 %1 %</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % more than the %n day(s) before</source>
      <translation>
        <numerusform>比前 %Ln 天多 %1 %</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % more than the %n hour(s) before</source>
      <translation>
        <numerusform>比前 %Ln 小時多 %1 %</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 % more than the %n minute(s) before</source>
      <translation>
        <numerusform>比前 %Ln 分鐘多 %1 %</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 in the %n day(s) before</source>
      <translation>
        <numerusform>前 %Ln 天為 %1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 in the %n hour(s) before</source>
      <translation>
        <numerusform>前 %Ln 小時為 %1</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 in the %n minute(s) before</source>
      <translation>
        <numerusform>前 %Ln 分鐘為 %1</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 of the cost is in no row: for it, workers waited for work.</source>
      <translation>費用中的 %1 不屬於任何一列：這段時間工作程序在等待工作。</translation>
    </message>
    <message numerus="yes">
      <source>%1 times that of the %n day(s) before</source>
      <translation>
        <numerusform>為前 %Ln 天的 %1 倍</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 times that of the %n hour(s) before</source>
      <translation>
        <numerusform>為前 %Ln 小時的 %1 倍</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%1 times that of the %n minute(s) before</source>
      <translation>
        <numerusform>為前 %Ln 分鐘的 %1 倍</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 to %2</source>
      <translation>%1 至 %2</translation>
    </message>
    <message numerus="yes">
      <source>%n attempt(s) failed</source>
      <translation>
        <numerusform>%Ln 次嘗試失敗</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n failed attempt(s)</source>
      <translation>
        <numerusform>%Ln 次失敗的嘗試</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n frame(s)</source>
      <translation>
        <numerusform>%Ln 個影格</numerusform>
      </translation>
    </message>
    <message>
      <source>A disk was full</source>
      <translation>磁碟已滿</translation>
    </message>
    <message>
      <source>A file could not be read or written</source>
      <translation>無法讀取或寫入檔案</translation>
    </message>
    <message>
      <source>A font, footage or effect was missing</source>
      <translation>缺少字型、素材或效果</translation>
    </message>
    <message>
      <source>A frame could not be drawn</source>
      <translation>無法算出影格</translation>
    </message>
    <message>
      <source>A job that it waited for failed</source>
      <translation>所等待的工作失敗</translation>
    </message>
    <message>
      <source>A photo could not be used</source>
      <translation>無法使用照片</translation>
    </message>
    <message>
      <source>A value did not fit</source>
      <translation>數值不符</translation>
    </message>
    <message>
      <source>Attempts that failed</source>
      <translation>失敗的嘗試次數</translation>
    </message>
    <message>
      <source>Cause of failure</source>
      <translation>失敗原因</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>費用</translation>
    </message>
    <message>
      <source>Cost per film</source>
      <translation>每部影片費用</translation>
    </message>
    <message>
      <source>Days begin at %1, which is midnight in universal time.</source>
      <translation>每天從 %1 開始，也就是世界協調時間的午夜。</translation>
    </message>
    <message>
      <source>Drawing</source>
      <translation>算圖時間</translation>
    </message>
    <message>
      <source>Drawing, in percent of the time that workers were there</source>
      <translation>算圖時間占工作程序在線時間的百分比</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>失敗</translation>
    </message>
    <message>
      <source>Failures</source>
      <translation>失敗次數</translation>
    </message>
    <message>
      <source>Failures per day</source>
      <translation>每天失敗次數</translation>
    </message>
    <message>
      <source>Failures per hour</source>
      <translation>每小時失敗次數</translation>
    </message>
    <message>
      <source>Failures per minute</source>
      <translation>每分鐘失敗次數</translation>
    </message>
    <message>
      <source>Films</source>
      <translation>影片</translation>
    </message>
    <message>
      <source>Films that were finished</source>
      <translation>已完成的影片</translation>
    </message>
    <message>
      <source>Films that were published, and jobs that failed.</source>
      <translation>已發布的影片，以及失敗的工作。</translation>
    </message>
    <message>
      <source>Frames</source>
      <translation>影格</translation>
    </message>
    <message>
      <source>Frames could not be encoded</source>
      <translation>無法編碼影格</translation>
    </message>
    <message>
      <source>Frames per day</source>
      <translation>每天影格數</translation>
    </message>
    <message>
      <source>Frames per hour</source>
      <translation>每小時影格數</translation>
    </message>
    <message>
      <source>Frames per minute</source>
      <translation>每分鐘影格數</translation>
    </message>
    <message>
      <source>Frames that were drawn</source>
      <translation>已算出的影格</translation>
    </message>
    <message>
      <source>Frames that were drawn and count. One that was drawn twice is counted once.</source>
      <translation>已算出且計入的影格。算了兩次的影格只計一次。</translation>
    </message>
    <message>
      <source>Frames, divided by all of the time, also when nothing was to do.</source>
      <translation>影格數除以全部時間，包含沒有工作的時間。</translation>
    </message>
    <message>
      <source>Id</source>
      <translation>識別碼</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>使用率</translation>
    </message>
    <message>
      <source>Job</source>
      <translation>工作</translation>
    </message>
    <message>
      <source>Jobs that failed</source>
      <translation>失敗的工作</translation>
    </message>
    <message>
      <source>Lost</source>
      <translation>損失時間</translation>
    </message>
    <message>
      <source>Most: %1</source>
      <translation>最多：%1</translation>
    </message>
    <message>
      <source>No films were finished in this span.</source>
      <translation>這段期間沒有完成任何影片。</translation>
    </message>
    <message>
      <source>No frames were drawn in this span.</source>
      <translation>這段期間沒有算出任何影格。</translation>
    </message>
    <message>
      <source>No workers were there in this span, and no films were finished.</source>
      <translation>這段期間沒有工作程序在線，也沒有完成任何影片。</translation>
    </message>
    <message>
      <source>Nobody was there.</source>
      <translation>沒有工作程序在線。</translation>
    </message>
    <message>
      <source>Nothing failed in this span.</source>
      <translation>這段期間沒有任何失敗。</translation>
    </message>
    <message>
      <source>Nothing that this farm knows the price of was used in this span.</source>
      <translation>這段期間沒有使用任何農場知道價格的機器。</translation>
    </message>
    <message numerus="yes">
      <source>Of %n frame(s) it is not known any more which jobs they were for.</source>
      <translation>
        <numerusform>有 %Ln 個影格已無法得知屬於哪些工作。</numerusform>
      </translation>
    </message>
    <message>
      <source>Of ideal</source>
      <translation>理想比</translation>
    </message>
    <message>
      <source>Others</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>Owner</source>
      <translation>擁有者</translation>
    </message>
    <message>
      <source>Per film</source>
      <translation>每部影片</translation>
    </message>
    <message>
      <source>Percent</source>
      <translation>百分比</translation>
    </message>
    <message>
      <source>Percent of ideal</source>
      <translation>理想百分比</translation>
    </message>
    <message numerus="yes">
      <source>Sum of %n row(s)</source>
      <translation>
        <numerusform>%Ln 列總計</numerusform>
      </translation>
    </message>
    <message>
      <source>Template</source>
      <translation>範本</translation>
    </message>
    <message>
      <source>The cost of machines, divided by the films that were finished.</source>
      <translation>機器費用除以已完成的影片數。</translation>
    </message>
    <message>
      <source>The cost, divided by the films that were finished, in US dollars</source>
      <translation>費用除以已完成的影片數，以美元計</translation>
    </message>
    <message>
      <source>The engine ended without a word</source>
      <translation>引擎無預警結束</translation>
    </message>
    <message>
      <source>The engine failed</source>
      <translation>引擎失敗</translation>
    </message>
    <message>
      <source>The film could not be joined</source>
      <translation>無法合併影片</translation>
    </message>
    <message>
      <source>The least time in which its workers could have drawn a film, in percent of the time that it took.</source>
      <translation>工作程序算完一部影片所需的最短時間，占實際所花時間的百分比。</translation>
    </message>
    <message>
      <source>The least time that films could take, in percent of what they took</source>
      <translation>影片所需的最短時間，占實際所花時間的百分比</translation>
    </message>
    <message>
      <source>The result was not as it has to be</source>
      <translation>結果不符合要求</translation>
    </message>
    <message>
      <source>The storage could not be reached</source>
      <translation>無法連到儲存空間</translation>
    </message>
    <message>
      <source>The template could not be read</source>
      <translation>無法讀取範本</translation>
    </message>
    <message>
      <source>The time of attempts that failed, were stopped or fell silent, and of frames that do not count.</source>
      <translation>失敗、被停止或失去音訊的嘗試，以及不計入的影格所花的時間。</translation>
    </message>
    <message>
      <source>The time spent on frames that count, in percent of the time that workers were there.</source>
      <translation>花在計入影格上的時間，占工作程序在線時間的百分比。</translation>
    </message>
    <message>
      <source>The worker was lost</source>
      <translation>工作程序失去聯繫</translation>
    </message>
    <message>
      <source>There are figures from %1 on only.</source>
      <translation>只有從 %1 起的數據。</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>時間</translation>
    </message>
    <message>
      <source>Time lost</source>
      <translation>損失時間</translation>
    </message>
    <message>
      <source>Time that was spent on frames that count, in hours, minutes and seconds</source>
      <translation>花在計入影格上的時間（時、分、秒）</translation>
    </message>
    <message>
      <source>Time that was spent on what does not count, in hours, minutes and seconds</source>
      <translation>花在不計入的工作上的時間（時、分、秒）</translation>
    </message>
    <message>
      <source>US$ per day</source>
      <translation>每天美元</translation>
    </message>
    <message>
      <source>US$ per hour</source>
      <translation>每小時美元</translation>
    </message>
    <message>
      <source>US$ per minute</source>
      <translation>每分鐘美元</translation>
    </message>
    <message>
      <source>Utilisation</source>
      <translation>使用率</translation>
    </message>
    <message>
      <source>What machines cost, in US dollars</source>
      <translation>機器費用，以美元計</translation>
    </message>
    <message>
      <source>What the farm’s machines cost in US dollars, as far as their prices are known.</source>
      <translation>農場機器的費用，以美元計，僅計算已知價格者。</translation>
    </message>
    <message>
      <source>What was asked for cannot be done</source>
      <translation>無法執行所要求的事項</translation>
    </message>
    <message>
      <source>Whole farm</source>
      <translation>整個農場</translation>
    </message>
    <message>
      <source>Worker</source>
      <translation>工作程序</translation>
    </message>
    <message numerus="yes">
      <source>as in the %n day(s) before</source>
      <translation>
        <numerusform>與前 %Ln 天相同</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>as in the %n hour(s) before</source>
      <translation>
        <numerusform>與前 %Ln 小時相同</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>as in the %n minute(s) before</source>
      <translation>
        <numerusform>與前 %Ln 分鐘相同</numerusform>
      </translation>
    </message>
    <message>
      <source>busy for %1 of %2</source>
      <translation>忙碌 %1，共 %2</translation>
    </message>
    <message>
      <source>drawn, each counted once</source>
      <translation>已算出，每個只計一次</translation>
    </message>
    <message numerus="yes">
      <source>finished; %n job(s) failed</source>
      <translation>
        <numerusform>已完成；%Ln 個工作失敗</numerusform>
      </translation>
    </message>
    <message>
      <source>for each film that was finished</source>
      <translation>每部完成的影片</translation>
    </message>
    <message>
      <source>for machines, idle time included</source>
      <translation>機器費用，含閒置時間</translation>
    </message>
    <message>
      <source>least time, of the time taken</source>
      <translation>最短時間占實際時間</translation>
    </message>
    <message>
      <source>no figures of the time before</source>
      <translation>沒有之前的數據</translation>
    </message>
    <message numerus="yes">
      <source>none in the %n day(s) before</source>
      <translation>
        <numerusform>前 %Ln 天沒有</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>none in the %n hour(s) before</source>
      <translation>
        <numerusform>前 %Ln 小時沒有</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>none in the %n minute(s) before</source>
      <translation>
        <numerusform>前 %Ln 分鐘沒有</numerusform>
      </translation>
    </message>
    <message>
      <source>on average, pauses included</source>
      <translation>平均值，含停頓時間</translation>
    </message>
  </context>
  <context>
    <name>StatisticsCharts</name>
    <message>
      <source>Over time</source>
      <translation>時間變化</translation>
    </message>
  </context>
  <context>
    <name>StatisticsChoice</name>
    <message>
      <source>24 hours</source>
      <translation>24 小時</translation>
    </message>
    <message>
      <source>30 days</source>
      <translation>30 天</translation>
    </message>
    <message>
      <source>7 days</source>
      <translation>7 天</translation>
    </message>
    <message>
      <source>From</source>
      <translation>從</translation>
    </message>
    <message>
      <source>From–to…</source>
      <translation>自訂期間…</translation>
    </message>
    <message>
      <source>Last hour</source>
      <translation>過去一小時</translation>
    </message>
    <message>
      <source>Show this time</source>
      <translation>顯示這段期間</translation>
    </message>
    <message>
      <source>Sums for each</source>
      <translation>加總依據</translation>
    </message>
    <message>
      <source>To</source>
      <translation>到</translation>
    </message>
    <message>
      <source>What the table and the chart tell apart</source>
      <translation>表格與圖表區分的項目</translation>
    </message>
    <message>
      <source>Year</source>
      <translation>一年</translation>
    </message>
  </context>
  <context>
    <name>StatisticsPanel</name>
    <message numerus="yes">
      <source>%1 of %n row(s)</source>
      <translation>
        <numerusform>%1／%Ln 列</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s)</source>
      <translation>
        <numerusform>%Ln 列</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n row(s) were copied.</source>
      <translation>
        <numerusform>已複製 %Ln 列。</numerusform>
      </translation>
    </message>
    <message>
      <source>As of %1</source>
      <translation>截至 %1</translation>
    </message>
    <message>
      <source>Asking for the statistics…</source>
      <translation>正在取得統計資料…</translation>
    </message>
    <message>
      <source>Choose a longer span, or queue films: their frames are counted as they are drawn.</source>
      <translation>請選擇較長的期間，或將影片加入佇列：影格算出時就會計入。</translation>
    </message>
    <message>
      <source>Copies the chosen rows, or all of them.</source>
      <translation>複製選取的列，或全部。</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Export CSV</source>
      <translation>匯出 CSV</translation>
    </message>
    <message>
      <source>Export CSV…</source>
      <translation>匯出 CSV…</translation>
    </message>
    <message>
      <source>Filter names</source>
      <translation>篩選名稱</translation>
    </message>
    <message>
      <source>Names with all of these words are shown.</source>
      <translation>顯示包含所有這些字詞的名稱。</translation>
    </message>
    <message>
      <source>No films were finished in this span.</source>
      <translation>這段期間沒有完成任何影片。</translation>
    </message>
    <message>
      <source>Nothing was rendered on this computer yet.</source>
      <translation>這台電腦還沒有算過任何影片。</translation>
    </message>
    <message>
      <source>Queue a film: its frames are counted as they are drawn.</source>
      <translation>請將影片加入佇列：影格算出時就會計入。</translation>
    </message>
    <message>
      <source>Show a year</source>
      <translation>顯示一年</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>Tables (*.csv)</source>
      <translation>表格 (*.csv)</translation>
    </message>
    <message>
      <source>The farm does not answer. What you see is not up to date.</source>
      <translation>農場沒有回應。你看到的不是最新狀態。</translation>
    </message>
    <message>
      <source>The table was written to %1.</source>
      <translation>表格已寫入 %1。</translation>
    </message>
    <message>
      <source>There are no statistics to show.</source>
      <translation>沒有可顯示的統計資料。</translation>
    </message>
    <message>
      <source>There is no row to take.</source>
      <translation>沒有可用的列。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>Try now</source>
      <translation>立即嘗試</translation>
    </message>
    <message>
      <source>What is shown is as of %1.</source>
      <translation>顯示的是 %1 的狀態。</translation>
    </message>
    <message>
      <source>statistics</source>
      <translation>統計</translation>
    </message>
  </context>
  <context>
    <name>StatisticsTable</name>
    <message>
      <source>Statistics</source>
      <translation>統計</translation>
    </message>
  </context>
  <context>
    <name>SwitchEditor</name>
    <message>
      <source>On</source>
      <translation>開啟</translation>
    </message>
  </context>
  <context>
    <name>TextEditor</name>
    <message>
      <source>Automatic</source>
      <translation>自動</translation>
    </message>
    <message>
      <source>Choose %1</source>
      <translation>選擇 %1</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選擇…</translation>
    </message>
  </context>
  <context>
    <name>TextField</name>
    <message>
      <source>%1 is missing; drawn with %2</source>
      <translation>缺少 %1；以 %2 繪製</translation>
    </message>
    <message numerus="yes">
      <source>%1 of at most %n characters</source>
      <translation>
        <numerusform>%1 個字元，最多 %Ln 個</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n character(s)</source>
      <translation>
        <numerusform>%Ln 個字元</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Throughput</name>
    <message>
      <source>%1 waiting</source>
      <translation>%1 個等待</translation>
    </message>
    <message>
      <source>%1: %2 frames per minute</source>
      <translation>%1：每分鐘 %2 個影格</translation>
    </message>
    <message numerus="yes">
      <source>%n more: %1</source>
      <translation>
        <numerusform>其他 %Ln 個：%1</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ThroughputChart</name>
    <message>
      <source>1 h</source>
      <translation>1 小時</translation>
    </message>
    <message>
      <source>15 min</source>
      <translation>15 分鐘</translation>
    </message>
    <message>
      <source>24 h</source>
      <translation>24 小時</translation>
    </message>
    <message>
      <source>6 h</source>
      <translation>6 小時</translation>
    </message>
    <message>
      <source>Frames per minute</source>
      <translation>每分鐘影格數</translation>
    </message>
    <message>
      <source>Frames waiting</source>
      <translation>等待中的影格</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>繼續</translation>
    </message>
    <message>
      <source>Keep the chart as it is, to look at it.</source>
      <translation>讓圖表停住，以便查看。</translation>
    </message>
    <message>
      <source>Nothing was drawn in this time since this window looks.</source>
      <translation>自這個視窗開始查看以來，這段時間沒有繪製任何影格。</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暫停</translation>
    </message>
    <message>
      <source>Throughput</source>
      <translation>產量</translation>
    </message>
  </context>
  <context>
    <name>Transport</name>
    <message>
      <source>%1 of %2 fps: frames are left out until all are drawn</source>
      <translation>%1／%2 fps：在全部繪製完成前會略過部分影格</translation>
    </message>
    <message>
      <source>First frame (Home)</source>
      <translation>第一個影格 (Home)</translation>
    </message>
    <message>
      <source>Frame</source>
      <translation>影格</translation>
    </message>
    <message>
      <source>Last frame (End)</source>
      <translation>最後一個影格 (End)</translation>
    </message>
    <message>
      <source>Next frame (PgDown)</source>
      <translation>下一個影格 (PgDown)</translation>
    </message>
    <message>
      <source>Play (Space)</source>
      <translation>播放 (Space)</translation>
    </message>
    <message>
      <source>Previous frame (PgUp)</source>
      <translation>上一個影格 (PgUp)</translation>
    </message>
    <message>
      <source>Real time</source>
      <translation>即時</translation>
    </message>
    <message>
      <source>Stop (Space)</source>
      <translation>停止 (Space)</translation>
    </message>
    <message>
      <source>The first and the last frame</source>
      <translation>第一個與最後一個影格</translation>
    </message>
    <message>
      <source>Time code %1</source>
      <translation>時間碼 %1</translation>
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message>
      <source>Open Farmhand</source>
      <translation>開啟 Farmhand</translation>
    </message>
    <message>
      <source>Pause rendering</source>
      <translation>暫停算圖</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>結束</translation>
    </message>
    <message>
      <source>Resume rendering</source>
      <translation>繼續算圖</translation>
    </message>
  </context>
  <context>
    <name>WorkerTable</name>
    <message>
      <source>Draws</source>
      <translation>正在繪製</translation>
    </message>
    <message>
      <source>For</source>
      <translation>經過時間</translation>
    </message>
    <message>
      <source>Idle</source>
      <translation>閒置</translation>
    </message>
    <message>
      <source>Worker</source>
      <translation>工作程序</translation>
    </message>
  </context>
  <context>
    <name>Workers</name>
    <message>
      <source>Worker %1</source>
      <translation>工作程序 %1</translation>
    </message>
  </context>
  <context>
    <name>WorkersPanel</name>
    <message>
      <source>%1 – each finishes what it holds, loses nothing, and ends. It comes back when its agent is started.</source>
      <translation>%1 – 各自完成手上的內容後結束，不會失去任何東西。代理程式重新啟動後會回來。</translation>
    </message>
    <message numerus="yes">
      <source>%n name(s) were copied.</source>
      <translation>
        <numerusform>已複製 %Ln 個名稱。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n worker(s)</source>
      <translation>
        <numerusform>%Ln 個工作程序</numerusform>
      </translation>
    </message>
    <message>
      <source>Admins of the farm may do this.</source>
      <translation>農場的管理員可以執行這個動作。</translation>
    </message>
    <message>
      <source>Choose workers in the table first.</source>
      <translation>請先在表格中選擇工作程序。</translation>
    </message>
    <message>
      <source>Columns</source>
      <translation>欄</translation>
    </message>
    <message>
      <source>Copy name</source>
      <translation>複製名稱</translation>
    </message>
    <message numerus="yes">
      <source>Drain %n worker(s)</source>
      <translation>
        <numerusform>排空 %Ln 個工作程序</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Drain %n worker(s)?</source>
      <translation>
        <numerusform>要排空 %Ln 個工作程序嗎？</numerusform>
      </translation>
    </message>
    <message>
      <source>Drain…</source>
      <translation>排空…</translation>
    </message>
    <message>
      <source>Keep rendering</source>
      <translation>繼續算圖</translation>
    </message>
    <message>
      <source>Ping</source>
      <translation>詢問</translation>
    </message>
    <message>
      <source>The farm does not answer. What you see is not up to date.</source>
      <translation>算圖農場沒有回應。你看到的不是最新狀態。</translation>
    </message>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
  </context>
  <context>
    <name>WorkersTable</name>
    <message>
      <source>Workers</source>
      <translation>工作程序</translation>
    </message>
  </context>
</TS>
