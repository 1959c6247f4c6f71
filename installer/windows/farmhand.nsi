; The set-up program for Windows. installer/build.py compiles it, with:
;   BUNDLE       the folder that PyInstaller made
;   VERSION, OUT the program's version, and the file to make
;   AGENT_ALONE  the bundle has no window
;   QUICK        do not compress, to try it out
;
; Silent: Farmhand-setup.exe /S [/D=FOLDER]; the service too with /SERVICE=worker|manager /CONFIG=FILE [/SESSION=user].
; /D comes last and without quotes, as NSIS wants it.

Unicode true
; For 64-bit Windows alone, as the program is.
Target amd64-unicode
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!ifdef AGENT_ALONE
  !define PRODUCT "Farmhand agent"
!else
  !define PRODUCT "Farmhand"
!endif
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PRODUCT}"
!define CLASSES "Software\Classes"
!define WINDOW "$INSTDIR\farmhand-window.exe"
!define AGENT "$INSTDIR\farmhand-agent.exe"

Name "${PRODUCT}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\${PRODUCT}"
InstallDirRegKey HKLM "Software\${PRODUCT}" "Folder"
RequestExecutionLevel admin
ShowInstDetails show
ShowUninstDetails show

Var Role
Var Config
Var Session
Var WorkerRan
Var ManagerRan

!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A running service keeps its files from being replaced; one that was stopped for that is started again afterwards.
!macro PauseService ROLE RAN
  StrCpy ${RAN} 1
  ${If} ${FileExists} "${AGENT}"
    nsExec::ExecToLog '"${AGENT}" service status --role ${ROLE}'
    Pop ${RAN}
    ${If} ${RAN} == 0
      nsExec::ExecToLog '"${AGENT}" service stop --role ${ROLE}'
      Pop $0
    ${EndIf}
  ${EndIf}
!macroend

!macro ResumeService ROLE RAN
  ${If} ${RAN} == 0
    nsExec::ExecToLog '"${AGENT}" service start --role ${ROLE}'
    Pop $0
  ${EndIf}
!macroend

Section "${PRODUCT}" SEC_PROGRAM
  SectionIn RO
  SetShellVarContext all
  !insertmacro PauseService "worker" $WorkerRan
  !insertmacro PauseService "manager" $ManagerRan
  ; What an older version had and this one has not must not stay.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${BUNDLE}/*"
  ${If} ${Errors}
    SetErrorLevel 2
    Abort "The program's files could not be written. Close Farmhand, also in the tray, and try again."
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  !insertmacro ResumeService "worker" $WorkerRan
  !insertmacro ResumeService "manager" $ManagerRan
  WriteRegStr HKLM "Software\${PRODUCT}" "Folder" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

!ifndef AGENT_ALONE
Section "Start menu" SEC_MENU
  SetShellVarContext all
  CreateShortCut "$SMPROGRAMS\Farmhand.lnk" "${WINDOW}"
SectionEnd

Section "Open projects and links with Farmhand" SEC_OPEN
  ; Offered beside After Effects, which stays what opens them by a double click.
  WriteRegStr HKLM "${CLASSES}\Farmhand.Project" "" "After Effects project"
  WriteRegStr HKLM "${CLASSES}\Farmhand.Project\shell\open\command" "" '"${WINDOW}" "%1"'
  WriteRegStr HKLM "${CLASSES}\.aep\OpenWithProgids" "Farmhand.Project" ""
  WriteRegStr HKLM "${CLASSES}\.aepx\OpenWithProgids" "Farmhand.Project" ""
  WriteRegStr HKLM "${CLASSES}\.aet\OpenWithProgids" "Farmhand.Project" ""
  WriteRegStr HKLM "${CLASSES}\farmhand" "" "URL:Farmhand"
  WriteRegStr HKLM "${CLASSES}\farmhand" "URL Protocol" ""
  WriteRegStr HKLM "${CLASSES}\farmhand\shell\open\command" "" '"${WINDOW}" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
!endif

Section /o "Agent as a service" SEC_SERVICE
  ${If} ${FileExists} "$Config"
    nsExec::ExecToLog '"${AGENT}" service install --role $Role --config "$Config" --session $Session'
    Pop $0
    ${If} $0 != 0
      SetErrorLevel 3
      Abort "The service could not be installed; see above."
    ${EndIf}
    nsExec::ExecToLog '"${AGENT}" service start --role $Role'
    Pop $0
    ${If} $0 != 0
      SetErrorLevel 3
      Abort "The service was installed, but does not start; see above."
    ${EndIf}
  ${Else}
    SetErrorLevel 3
    Abort "The service needs a settings file, and there is none at $Config."
  ${EndIf}
SectionEnd

Function .onInit
  SetShellVarContext all
  SetRegView 64
  StrCpy $Role "worker"
  StrCpy $Config "$APPDATA\Farmhand\farmhand.toml"
  StrCpy $Session "service"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/SERVICE=" $1
  ${IfNot} ${Errors}
    StrCpy $Role $1
    SectionGetFlags ${SEC_SERVICE} $2
    IntOp $2 $2 | ${SF_SELECTED}
    SectionSetFlags ${SEC_SERVICE} $2
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/CONFIG=" $1
  ${IfNot} ${Errors}
    StrCpy $Config $1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/SESSION=" $1
  ${IfNot} ${Errors}
    StrCpy $Session $1
  ${EndIf}
FunctionEnd

Function un.onInit
  SetShellVarContext all
  SetRegView 64
FunctionEnd

; Settings, secrets, stores and films are the users' and stay.
Section "Uninstall"
  ${If} ${FileExists} "${AGENT}"
    nsExec::ExecToLog '"${AGENT}" service remove --role worker'
    Pop $0
    nsExec::ExecToLog '"${AGENT}" service remove --role manager'
    Pop $0
  ${EndIf}
  ; By name: the folder may be one in which people keep other things.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\farmhand.exe"
  Delete "${WINDOW}"
  Delete "${AGENT}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Farmhand.lnk"
  DeleteRegKey HKLM "${UNINSTALL}"
  DeleteRegKey HKLM "Software\${PRODUCT}"
!ifndef AGENT_ALONE
  DeleteRegKey HKLM "${CLASSES}\Farmhand.Project"
  DeleteRegValue HKLM "${CLASSES}\.aep\OpenWithProgids" "Farmhand.Project"
  DeleteRegValue HKLM "${CLASSES}\.aepx\OpenWithProgids" "Farmhand.Project"
  DeleteRegValue HKLM "${CLASSES}\.aet\OpenWithProgids" "Farmhand.Project"
  DeleteRegKey HKLM "${CLASSES}\farmhand"
!endif
SectionEnd
