# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Lets this Windows machine trust the root certificate of a private CA, or no
# longer. It comes over the network: read it before you run it. Nothing is
# touched unless the root has the fingerprint that you give.
#
# NOT TRIED BY US: no Windows took part in our tests. What it calls is
# documented by Microsoft.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Sha256 FINGERPRINT

param(
    # Of the root: hex, with or without colons; from paper or a person, never
    # from where this script came from.
    [Parameter(Mandatory = $true)][string]$Sha256,
    [string]$Url = @url@,
    # Only for the user who runs it; needs no administrator. Windows asks.
    [switch]$CurrentUser,
    [switch]$Uninstall
)

$ErrorActionPreference = 'Stop'

function Get-Sha256([byte[]]$Bytes) {
    $sha = [Security.Cryptography.SHA256]::Create()
    return [BitConverter]::ToString($sha.ComputeHash($Bytes)).Replace('-', '')
}

function Test-Administrator {
    $id = [Security.Principal.WindowsIdentity]::GetCurrent()
    $who = New-Object Security.Principal.WindowsPrincipal($id)
    return $who.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Main {
    $want = ($Sha256 -replace '[^0-9A-Fa-f]', '').ToUpperInvariant()
    if ($want.Length -ne 64) {
        throw 'Give the SHA-256 of the root: 64 hex digits.'
    }
    $store = 'Cert:\LocalMachine\Root'
    if ($CurrentUser) {
        $store = 'Cert:\CurrentUser\Root'
    } elseif (-not (Test-Administrator)) {
        throw 'The store of the machine needs an administrator: run PowerShell as administrator, or use -CurrentUser.'
    }
    $there = @(Get-ChildItem $store | Where-Object {
        (Get-Sha256 $_.RawData) -eq $want
    })

    if ($Uninstall) {
        foreach ($one in $there) {
            Remove-Item ('{0}\{1}' -f $store, $one.Thumbprint)
            Write-Output ('removed: {0} from {1}' -f $one.Thumbprint, $store)
        }
        if ($there.Count -eq 0) {
            Write-Output ('already: this root is not in {0}' -f $store)
        }
        return
    }
    if ($there.Count -gt 0) {
        Write-Output ('already: {0} is in {1}' -f $there[0].Thumbprint, $store)
        return
    }
    if ($Url -eq '') {
        throw 'Say where the CA is: -Url http://HOST:PORT'
    }

    $file = [IO.Path]::GetTempFileName()
    try {
        $client = New-Object Net.WebClient
        $client.DownloadFile($Url.TrimEnd('/') + '/ca.crt', $file)
        $bytes = [IO.File]::ReadAllBytes($file)
        $got = Get-Sha256 $bytes
        if ($got -ne $want) {
            throw ("This is NOT the root that you expect. Its fingerprint is {0}, you gave {1}. Nothing is installed." -f $got, $want)
        }
        $done = Import-Certificate -FilePath $file -CertStoreLocation $store
        Write-Output ('done: {0} is in {1}' -f $done.Thumbprint, $store)
    } finally {
        Remove-Item $file
    }
}

# At the end, so that half of this script does nothing.
Main
